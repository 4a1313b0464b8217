using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Diagnostics;

/// <summary>Why an operation was refused; the command line's exit code and the server's status follow from it.</summary>
public enum RefusalKind
{
    /// <summary>The request itself is wrong (exit 2).</summary>
    Usage,

    /// <summary>Package or configuration is invalid (exit 3).</summary>
    Invalid,

    /// <summary>No such package, installation, run, task … (exit 4).</summary>
    NotFound,

    /// <summary>A live run holds the lease (exit 5).</summary>
    Locked,

    /// <summary>Refused by rights, trust or a rule: require, upgradeFrom, downgrade, stale plan, open run (exit 6).</summary>
    NotAllowed,

    /// <summary>The store cannot be read or written: disk full, damaged, read-only (exit 1).</summary>
    Store,
}

/// <summary>An operation did nothing because of what <see cref="Diagnostics"/> say.</summary>
public sealed class RefusedException(RefusalKind kind, ImmutableArray<Diagnostic> diagnostics)
    : Exception(diagnostics.IsEmpty ? kind.ToString() : MessageCatalogue.English.Format(diagnostics[0]))
{
    public RefusedException(RefusalKind kind, string code, params ReadOnlySpan<string> arguments)
        : this(kind, [new Diagnostic(code, Severity.Error, SourceSpan.None, [.. arguments])])
    {
    }

    public RefusalKind Kind { get; } = kind;

    public ImmutableArray<Diagnostic> Diagnostics { get; } = diagnostics;
}
