using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Packages.Checking;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>Reads the root map of a manifest, then has the whole checked.</summary>
internal sealed class ManifestReader(ReadContext context)
{
    public static readonly string[] Keys =
    [
        "apiVersion", "kind", "taskrunner", "name", "version", "title", "upgradeFrom", "requires", "global", "config", "definitions", "tasks",
        "edges", "onFailure", "outputs",
    ];

    private readonly PolicyReader _policy = new(context.Diagnostics);
    private LocalizedText _title = LocalizedText.Empty;
    private VersionRange? _upgradeFrom;
    private ImmutableArray<ServiceRequirement> _requires = [];
    private Schema? _global;
    private Schema? _config;
    private MapValue _definitions = MapValue.Empty;
    private ListValue _tasks = ListValue.Empty;
    private MapEntry? _edges;
    private FailurePolicy _onFailure = FailurePolicy.Default;
    private MapValue _outputs = MapValue.Empty;

    private DiagnosticBag Diagnostics => context.Diagnostics;

    /// <returns>The manifest, or null when there is too little to make one of; errors stand in the context's diagnostics.</returns>
    public PackageManifest? Read(Value document)
    {
        if (document is not MapValue root)
        {
            Diagnostics.Error(document is NullValue ? "TR1105" : "TR1106", document.Span);
            return null;
        }

        if (!PackageGate.Check(root, Diagnostics))
        {
            return null;
        }

        foreach (var entry in root.Entries)
        {
            ReadKey(entry);
        }

        var name = NameReader.Read(root, Diagnostics);
        var version = VersionReader.Version(root, Diagnostics);
        var tasks = new TaskListReader(context, _definitions).Read(_tasks);
        var edges = ReadEdges(tasks);
        var manifest = new PackageManifest
        {
            Name = name ?? "",
            Version = version,
            Title = _title,
            UpgradeFrom = _upgradeFrom,
            RequiredServices = _requires,
            Global = _global,
            Config = _config,
            OnFailure = _onFailure,
            Outputs = _outputs,
            Span = Fields.Head(root),
        };
        return new PackageCheck(context, manifest, tasks, edges).Run();
    }

    private void ReadKey(MapEntry entry)
    {
        switch (entry.Key)
        {
            case "title":
                _title = Fields.Localized(entry, Diagnostics) ?? _title;
                break;
            case "upgradeFrom":
                _upgradeFrom = VersionReader.Range(entry, Diagnostics);
                break;
            case "requires":
                _requires = VersionReader.Requires(entry, Diagnostics);
                break;
            case "global":
                _global = context.Questions(entry);
                break;
            case "config":
                _config = context.Questions(entry);
                break;
            case "definitions":
                _definitions = Fields.Map(entry, Diagnostics) ?? _definitions;
                break;
            case "tasks":
                _tasks = Fields.List(entry, Diagnostics) ?? _tasks;
                break;
            case "edges":
                _edges = entry;
                break;
            case "onFailure":
                _onFailure = _policy.Failure(entry);
                break;
            case "outputs":
                _outputs = Outputs(entry);
                break;
            case "apiVersion" or "kind" or "taskrunner" or "name" or "version":
                break;
            default:
                Fields.Unknown(entry, Keys, Diagnostics);
                break;
        }
    }

    private MapValue Outputs(MapEntry entry)
    {
        var outputs = Fields.Map(entry, Diagnostics) ?? MapValue.Empty;
        var own = outputs.Entries.RemoveAll(e => Fields.IsAuthorsOwn(e.Key));
        foreach (var output in own)
        {
            OutputReader.CheckName(output, Diagnostics);
        }

        return own.Length == outputs.Entries.Length ? outputs : new MapValue(own, outputs.Span);
    }

    private EdgeSet ReadEdges(TaskList tasks)
    {
        var edges = new EdgeSet(tasks, Diagnostics);
        var reader = new EdgeReader(tasks, edges, Diagnostics);
        reader.ReadNeeds();
        if (_edges is { } entry)
        {
            reader.ReadEdges(entry);
        }

        return edges;
    }
}
