using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>What an object carries so that it is known later whose it is, and which operation put it there last.</summary>
internal static class Ownership
{
    public const string TaskKey = "taskrunner.dev/task";
    public const string OperationKey = "taskrunner.dev/operation";

    public static string TaskOf(TaskContext context) => $"{context.Installation}/{context.TaskName}";

    public static MapValue Marked(MapValue source, TaskContext context)
    {
        var metadata = ObjectRef.Metadata(source);
        var notes = metadata["annotations"] as MapValue ?? MapValue.Empty;
        return source.With("metadata", metadata.With("annotations", notes
            .With(TaskKey, new StringValue(TaskOf(context)))
            .With(OperationKey, new StringValue(context.Key))));
    }

    public static bool IsOurs(MapValue found, TaskContext context) => Note(found, TaskKey) == TaskOf(context);

    public static bool IsOfThisOperation(MapValue found, TaskContext context) => IsOurs(found, context) && Note(found, OperationKey) == context.Key;

    private static string Note(MapValue found, string key) =>
        ObjectRef.Metadata(found)["annotations"] is MapValue notes ? ObjectRef.Text(notes, key) : "";
}
