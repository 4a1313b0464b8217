using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

await using var store = new TaskRunner.Stores.MemoryStore();
var bench = Workbench.For(store, new FileTask());
var run = await new InstallOperation(bench).RunAsync(new ApplyRequest("hello", args[0]), new RunControls(), CancellationToken.None);
Console.WriteLine($"{run.StateWord}: {run.Outputs}");
return run.Status == RunStatus.Succeeded ? 0 : 1;

/// <summary>A task type of our own: writes a text to a file. <c>spec: {path, text}</c>.</summary>
internal sealed class FileTask : ITaskType
{
    public string Name => "file";
    public TaskTypeDescription Describe() => new(MapValue.Of(("type", Value.From("object"))));
    public TaskCapabilities CapabilitiesOf(MapValue spec) => TaskCapabilities.None;
    public void Check(TaskCheck check, DiagnosticBag diagnostics) { }
    public async ValueTask<TaskOutcome> ExecuteAsync(TaskContext context)
    {
        var path = Path.Combine(context.WorkDirectory, ((StringValue)context.Spec["path"]!).Text);
        await File.WriteAllTextAsync(path, context.Spec["text"]!.ToString());
        return new TaskOutcome.Succeeded(MapValue.Of(("path", Value.From(path))));
    }
}
