using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Planning.Deciding;

/// <summary>What expressions may know of a finished task.</summary>
/// <param name="State">Its state as a word.</param>
/// <param name="Outputs">What it recorded; null where it has none (skipped, failed).</param>
internal readonly record struct TaskFacts(string State, MapValue? Outputs)
{
    /// <summary><c>tasks.NAME</c>: every declared output is there, null where nothing was recorded.</summary>
    public MapValue ToNames(TaskDefinition definition) => MapValue.Of(
        ("outputs", Complete(definition, Outputs ?? MapValue.Empty)),
        ("state", Value.From(State)));

    private static MapValue Complete(TaskDefinition definition, MapValue outputs)
    {
        foreach (var declared in definition.Outputs)
        {
            outputs = outputs.ContainsKey(declared.Name) ? outputs : outputs.With(declared.Name, declared.Default ?? Value.Null);
        }

        return outputs;
    }
}
