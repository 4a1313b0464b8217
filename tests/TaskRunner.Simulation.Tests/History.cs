using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Outside;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests;

/// <summary>Everything that happened in a simulation, in the one order in which it happened.</summary>
internal sealed class History
{
    private readonly List<Happening> _happenings = [];

    public IReadOnlyList<Happening> Happenings => _happenings;

    public void Add(Happening happening) => _happenings.Add(happening);

    /// <summary>One line each; the same seed gives the same text.</summary>
    public IEnumerable<string> Lines() => _happenings.Select(h => h.ToString());
}

/// <summary>Something that happened. The hierarchy is closed.</summary>
internal abstract record Happening
{
    private Happening()
    {
    }

    /// <summary>Became durable, whether or not anybody heard of it.</summary>
    public sealed record Committed(string Runner, long Epoch, IReadOnlyList<RunEvent> Events, string? Summary) : Happening
    {
        /// <summary>The plaintext of a secret stands in a record.</summary>
        public bool HoldsCanary { get; init; }

        public override string ToString() =>
            $"committed by {Runner} under {Epoch}: {string.Join(", ", Events.Select(EventText.Of))}{(Summary is null ? "" : $" ({Summary})")}";
    }

    public sealed record Granted(string Runner, long Epoch) : Happening
    {
        public override string ToString() => $"lease to {Runner}, epoch {Epoch}";
    }

    /// <summary>From now on nothing is started for a lower epoch.</summary>
    public sealed record Admitted(string Runner, long Epoch) : Happening
    {
        public override string ToString() => $"admitted {Runner}, epoch {Epoch}";
    }

    /// <summary>A view was shown this state after the record with this number.</summary>
    public sealed record Shown(string Runner, long Head, string State) : Happening
    {
        public override string ToString() => $"shown by {Runner} at {Head}: {State}";
    }

    public sealed record DeedBegan(Deed Deed) : Happening
    {
        public override string ToString() => $"began {Deed}";
    }

    public sealed record DeedEnded(Deed Deed, ProcessOutcome End) : Happening
    {
        public override string ToString() => $"ended {Deed}: {End}";
    }

    /// <summary>Nothing of it lives any more.</summary>
    public sealed record DeedDied(Deed Deed) : Happening
    {
        public override string ToString() => $"gone {Deed}";
    }

    /// <summary>What was done to runners, disk and clock; proves nothing, explains much.</summary>
    public sealed record Note(string Text) : Happening
    {
        public override string ToString() => Text;
    }
}
