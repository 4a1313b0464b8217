using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Packages;

/// <summary>A task type with the spec of <c>shell</c> that runs nothing: reading a package needs no more.</summary>
internal sealed class ScriptType(string name = "shell", bool writesOutputs = true) : ITaskType
{
    private static readonly MapValue Spec = (MapValue)JsonReader.ReadTrusted("""
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "execute": {"type": "string"}, "run": {"type": "string"}, "shell": {"type": "string"},
            "args": {"type": "array", "items": {"type": "string"}},
            "env": {"type": "object"},
            "replicas": {"type": "integer"},
            "rollback": {"type": "string"}, "probe": {"type": "string"}, "status": {"type": "string"}, "uninstall": {"type": "string"}
          }
        }
        """u8);

    public string Name => name;

    /// <summary>Folder of the package checked last.</summary>
    public string? CheckedIn { get; private set; }

    public static TaskTypeCatalog Catalog { get; } = new(new ScriptType(), new ScriptType("chart", writesOutputs: false));

    public TaskTypeDescription Describe() => new(Spec, WritesOutputs: writesOutputs);

    public TaskCapabilities CapabilitiesOf(MapValue spec) =>
        (spec.ContainsKey("rollback") ? TaskCapabilities.Rollback : 0)
        | (spec.ContainsKey("probe") ? TaskCapabilities.Probe : 0)
        | (spec.ContainsKey("status") ? TaskCapabilities.Status : 0)
        | (spec.ContainsKey("uninstall") ? TaskCapabilities.Uninstall : 0);

    public void Check(TaskCheck check, DiagnosticBag diagnostics)
    {
        CheckedIn = check.PackageDirectory;
        if (check.Spec["execute"] is StringValue file && !Template.IsIn(file.Text) && !File.Exists(Path.Combine(check.PackageDirectory, file.Text)))
        {
            diagnostics.Error("TR1101", file.Span, file.Text);
        }
    }

    public ValueTask<TaskOutcome> ExecuteAsync(TaskContext context) => throw new NotSupportedException("packages are only read here");
}
