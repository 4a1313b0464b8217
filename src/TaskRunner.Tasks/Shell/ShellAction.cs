using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Shell;

/// <summary>What a task can do, by the word of its spec; also the name of the step and of its log files.</summary>
internal static class ShellVerb
{
    public const string Execute = "execute";
    public const string Rollback = "rollback";
    public const string Probe = "probe";
    public const string Uninstall = "uninstall";
    public const string Status = "status";

    /// <summary>The key for the text of <see cref="Execute"/> itself, and inside an action's map.</summary>
    public const string Run = "run";

    public static string[] All { get; } = [Execute, Rollback, Probe, Uninstall, Status];
}

/// <summary>One action of a spec. The hierarchy is closed.</summary>
internal abstract record ShellAction(Value Source)
{
    /// <summary>A file of the package, by its path in it.</summary>
    public sealed record PackageFile(string Path, Value Source) : ShellAction(Source);

    /// <summary>Text in the manifest.</summary>
    public sealed record Inline(string Text, Value Source) : ShellAction(Source);

    /// <returns>Null when the spec does not have it, or in another shape than the schema allows.</returns>
    public static ShellAction? Of(MapValue spec, string verb) => spec[verb] switch
    {
        StringValue path => new PackageFile(path.Text, path),
        MapValue map when map[ShellVerb.Run] is StringValue text => new Inline(text.Text, text),
        null when verb == ShellVerb.Execute && spec[ShellVerb.Run] is StringValue text => new Inline(text.Text, text),
        _ => null,
    };

    public static TaskCapabilities CapabilitiesOf(MapValue spec) =>
        With(spec, ShellVerb.Rollback, TaskCapabilities.Rollback)
        | With(spec, ShellVerb.Probe, TaskCapabilities.Probe)
        | With(spec, ShellVerb.Uninstall, TaskCapabilities.Uninstall)
        | With(spec, ShellVerb.Status, TaskCapabilities.Status);

    private static TaskCapabilities With(MapValue spec, string verb, TaskCapabilities capability) =>
        Of(spec, verb) is null ? TaskCapabilities.None : capability;
}
