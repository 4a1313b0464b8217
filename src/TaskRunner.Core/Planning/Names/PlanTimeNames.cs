using TaskRunner.Diagnostics;
using TaskRunner.Planning.Deciding;
using TaskRunner.Planning.Instances;
using TaskRunner.Values;

namespace TaskRunner.Planning.Names;

/// <summary>What a task would read, as far as it is known before the run; secrets not revealed.</summary>
internal sealed class PlanTimeNames
{
    private readonly PlannedRun _planned;
    private readonly InputReader _reader;

    public PlanTimeNames(PlannedRun planned)
    {
        _planned = planned;
        _reader = new InputReader(planned.Files, new TaskNames(FactsOf));
    }

    /// <returns>Null where it reads outputs that only the run makes.</returns>
    public MapValue? Of(TaskInstance instance) => _reader.NamesOf(instance);

    private TaskFacts? FactsOf(TaskInstance instance) => Decider.FactsOf(instance, _planned.Decisions[instance.Index], _reader, new DiagnosticBag());
}
