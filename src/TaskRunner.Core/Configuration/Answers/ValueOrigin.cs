using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>Where a value of the resolved configuration comes from. The hierarchy is closed.</summary>
public abstract record ValueOrigin
{
    private ValueOrigin()
    {
    }

    /// <summary>The schema's default.</summary>
    public sealed record Default : ValueOrigin;

    /// <summary><c>x-global</c>: the global configuration, at a path such as <c>mail.host</c>.</summary>
    public sealed record Global(string Path) : ValueOrigin;

    /// <summary>The answers of the last success.</summary>
    public sealed record Recorded : ValueOrigin;

    /// <summary>A file, <c>--set</c> or <c>--set-file</c>, at a place; a document without text has no span.</summary>
    public sealed record Given(SourceSpan Span) : ValueOrigin;

    /// <summary><c>x-generate</c>: drawn when the run begins.</summary>
    public sealed record Generated : ValueOrigin;

    /// <summary>Set by the package around this one (<c>spec.config</c> of a task of type <c>package</c>).</summary>
    public sealed record Package : ValueOrigin;
}
