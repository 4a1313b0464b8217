using System.Diagnostics.Metrics;

namespace TaskRunner.Storage;

/// <summary>How long a store takes, for whoever listens to meters in this process.</summary>
internal sealed class StoreTimes : IDisposable
{
    private readonly Meter _meter = new("TaskRunner.Storage");

    public StoreTimes() => Commits = _meter.CreateHistogram<double>(
        "taskrunner.store.commit.duration", "s", "From asking for a commit of a run until it is durable.");

    public Histogram<double> Commits { get; }

    public void Dispose() => _meter.Dispose();
}
