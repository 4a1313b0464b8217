using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>
/// Reads the packages that tasks of type <c>package</c> bring in: folders inside the package they are named in. Each folder is
/// read once; a package that brings itself in, however indirectly, is an error.
/// </summary>
internal sealed class InnerPackages(string displayName, Func<string, string, InnerPackages, PackageManifest?> read, PackageLimits limits)
{
    public const string TypeName = "package";
    public static readonly string[] SpecKeys = ["package", "config"];
    private static readonly Schemas.Schema Anything = Schemas.Schema.Load(MapValue.Empty, new DiagnosticBag())!;

    private readonly Dictionary<string, PackageManifest?> _known = new(StringComparer.Ordinal);
    private readonly ImmutableArray<string> _outer = [];

    private InnerPackages(InnerPackages outer, string folder, string name)
        : this(name, outer._read, outer._limits) => (_known, _outer) = (outer._known, outer._outer.Add(folder));

    private readonly Func<string, string, InnerPackages, PackageManifest?> _read = read;
    private readonly PackageLimits _limits = limits;

    /// <summary>What the user called the package the folders are in.</summary>
    public string DisplayName { get; } = displayName;

    public TaskDefinition Read(TaskDefinition task, ReadContext context)
    {
        foreach (var entry in task.Spec.Entries)
        {
            if (!SpecKeys.Contains(entry.Key))
            {
                Fields.Unknown(entry, SpecKeys, context.Diagnostics);
            }
        }

        if (task.Spec.TryGetEntry("config", out var config))
        {
            Fields.Map(config, context.Diagnostics);
        }

        if (!task.Spec.TryGetEntry("package", out var place))
        {
            context.Diagnostics.Error("TR1207", task.Span, "spec.package");
            return task;
        }

        return Fields.Text(place, context.Diagnostics) is { } path && Find(path, place.Value.Span, context) is { } inner
            ? WithOutputs(task with { Inner = inner }, inner)
            : task;
    }

    /// <summary>The inner package's outputs are the task's, also where the task does not list them.</summary>
    private static TaskDefinition WithOutputs(TaskDefinition task, PackageManifest inner) => task with
    {
        Outputs =
        [
            .. task.Outputs,
            .. inner.Outputs.Entries.Where(e => task.Outputs.All(o => o.Name != e.Key))
                .Select(e => new OutputDefinition(e.Key, Anything, null, false, true, null, e.KeySpan)),
        ],
    };

    private PackageManifest? Find(string path, SourceSpan span, ReadContext context)
    {
        if (path.StartsWith("oci://", StringComparison.Ordinal))
        {
            context.Diagnostics.Error("TR1115", span);
            return null;
        }

        if (!IsInside(path))
        {
            context.Diagnostics.Error("TR1116", span, path);
            return null;
        }

        var folder = Path.GetFullPath(Path.Combine(context.Directory, path));
        if (folder == Path.GetFullPath(context.Directory) || _outer.Contains(folder))
        {
            context.Diagnostics.Error("TR1113", span, string.Join(" → ", _outer.Append(folder).Select(f => Path.GetFileName(f))));
            return null;
        }

        if (_outer.Length >= _limits.PackageDepth)
        {
            context.Diagnostics.Error("TR1114", span, $"{_limits.PackageDepth}");
            return null;
        }

        return Read(path, folder, span, context);
    }

    private PackageManifest? Read(string path, string folder, SourceSpan span, ReadContext context)
    {
        if (_known.TryGetValue(folder, out var known))
        {
            return known;
        }

        if (!System.IO.Directory.Exists(folder))
        {
            context.Diagnostics.Error("TR1117", span, path);
            return _known[folder] = null;
        }

        var name = Path.Combine(DisplayName, path);
        return _known[folder] = _read(folder, name, new InnerPackages(this, folder, name));
    }

    private static bool IsInside(string path) =>
        path.Length > 0 && !Template.IsIn(path) && !Path.IsPathRooted(path) && !path.Contains('\\', StringComparison.Ordinal)
        && path.Split('/').All(part => part is not "..");
}
