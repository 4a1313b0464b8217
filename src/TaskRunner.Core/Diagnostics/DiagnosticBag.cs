using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Diagnostics;

/// <summary>Collects what is wrong, so that a person sees every error at once. Not thread safe.</summary>
public sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _items = [];

    public bool HasErrors { get; private set; }

    public int Count => _items.Count;

    public IReadOnlyList<Diagnostic> Items => _items;

    public void Add(Diagnostic diagnostic)
    {
        _items.Add(diagnostic);
        HasErrors |= diagnostic.Severity == Severity.Error;
    }

    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Add(diagnostic);
        }
    }

    public void Error(string code, SourceSpan span, params ReadOnlySpan<string> arguments) =>
        Add(new Diagnostic(code, Severity.Error, span, [.. arguments]));

    public void Warning(string code, SourceSpan span, params ReadOnlySpan<string> arguments) =>
        Add(new Diagnostic(code, Severity.Warning, span, [.. arguments]));

    /// <exception cref="RefusedException">There is at least one error.</exception>
    public void ThrowIfErrors(RefusalKind kind = RefusalKind.Invalid)
    {
        if (HasErrors)
        {
            throw new RefusedException(kind, [.. _items]);
        }
    }
}
