using TaskRunner.Journal;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Execution.Reference;

/// <summary>How much of a task's work is in the world.</summary>
internal enum Effect
{
    None,
    Half,
    Done,
}

/// <summary>
/// What lies outside the store: the effects of a package's tasks. What an attempt does is a function of the package's seed, the task
/// and the attempt's number, so that engine and model can meet the same world, each in its own copy.
/// </summary>
internal sealed class World(RandomPackage package, IEnumerable<Effect> effects)
{
    private readonly Effect[] _effects = [.. effects];

    public World(RandomPackage package)
        : this(package, Enumerable.Repeat(Effect.None, package.Tasks.Length))
    {
    }

    public Effect this[int task]
    {
        get => _effects[task];
        set => _effects[task] = value;
    }

    public World Copy() => new(package, _effects);

    /// <summary>An attempt takes place.</summary>
    /// <param name="task">Of which task.</param>
    /// <param name="kind">What is called.</param>
    /// <param name="number">Of the attempt.</param>
    /// <param name="isStopped">It was asked to stop: most listen.</param>
    public TaskOutcome Run(int task, AttemptKind kind, int number, bool isStopped)
    {
        var draw = Draw(task, kind, number, 10);
        if (kind == AttemptKind.Rollback)
        {
            var works = draw < (Draw(task, kind, 0, 4) == 0 ? 2 : 7);
            _effects[task] = works ? Effect.None : _effects[task];
            return works ? new TaskOutcome.Succeeded(MapValue.Empty)
                : draw == 7 ? new TaskOutcome.Unknown("?")
                : new TaskOutcome.Failed(new TaskFailure("exit", 1, ""));
        }

        if (isStopped && draw < 6)
        {
            _effects[task] = Effect.Half;
            return draw < 3 || package.Tasks[task].Idempotent ? new TaskOutcome.Cancelled() : new TaskOutcome.Unknown("killed");
        }

        _effects[task] = draw < 6 ? Effect.Done : draw == 7 ? (Effect)Draw(task, kind, number + 1, 3) : Effect.Half;
        return draw < 6 ? new TaskOutcome.Succeeded(MapValue.Of(("of", Value.From(number))))
            : draw == 7 ? new TaskOutcome.Unknown("?")
            : new TaskOutcome.Failed(new TaskFailure("exit", 1, ""));
    }

    /// <summary>A probe tells the truth or that it cannot tell.</summary>
    public ProbeOutcome Probe(int task) => package.Tasks[task].ProbeIsBlind ? new ProbeOutcome.CannotTell("blind") : _effects[task] switch
    {
        Effect.Done => new ProbeOutcome.Done(MapValue.Of(("of", Value.From("probe")))),
        Effect.None => new ProbeOutcome.NotDone(),
        _ => new ProbeOutcome.CannotTell("half"),
    };

    private int Draw(int task, AttemptKind kind, int number, int sides)
    {
        var hash = (uint)((package.Seed * 486187739) + (task * 92821) + ((int)kind * 31337) + (number * 6151));
        hash ^= hash >> 15;
        hash *= 0x2c1b3c6d;
        hash ^= hash >> 12;
        return (int)(hash % (uint)sides);
    }
}
