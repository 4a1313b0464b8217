using System.Collections.Immutable;
using TaskRunner.Execution;

namespace TaskRunner.Cli.Views.Progress;

/// <summary>Chooses how progress is shown, and ends a live picture when the run is over.</summary>
internal sealed class ProgressViews(Session session, string how) : IDisposable
{
    public static readonly string[] Words = ["auto", "live", "plain", "json", "none"];

    private LiveProgress? _live;

    /// <param name="names">Of the tasks, in the order of their indices.</param>
    public IRunObserver Observe(ImmutableArray<string> names)
    {
        if (session.UseColour && (how == "live" || (how == "auto" && !session.Environment.ContainsKey("CI"))))
        {
            return _live = new LiveProgress(session, names, TimeProvider.System);
        }

        return how switch
        {
            "json" => new JsonProgress(session, names),
            "none" => new NoProgress(),
            _ => new PlainProgress(session, names),
        };
    }

    /// <summary>A line for the person, above the live picture where there is one. JSON stays JSON: the event of the stop says it.</summary>
    public void Announce(string line)
    {
        if (_live is { } live)
        {
            live.Announce(line);
        }
        else if (how != "json")
        {
            session.Error.WriteLine(line);
        }
    }

    public void Dispose() => _live?.Dispose();
}
