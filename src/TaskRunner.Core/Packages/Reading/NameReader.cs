using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>Reads the names of packages and tasks.</summary>
internal static class NameReader
{
    /// <returns>The name as written (also a wrong one, so that what refers to it is not reported too), or null when there is none.</returns>
    public static string? Read(MapValue map, DiagnosticBag diagnostics)
    {
        if (!map.TryGetEntry("name", out var entry) || entry.Value is NullValue)
        {
            Fields.Missing(map, "name", diagnostics);
            return null;
        }

        if (Fields.Text(entry, diagnostics) is not { } name)
        {
            return null;
        }

        if (!TaskName.IsValid(name))
        {
            Report(name, entry.Value.Span, diagnostics);
        }

        return name;
    }

    public static void Report(string name, SourceSpan span, DiagnosticBag diagnostics) =>
        diagnostics.Add(new Diagnostic("TR1208", Severity.Error, span, [name]) { DidYouMean = TaskName.Propose(name) });
}
