using System.Collections.Immutable;
using System.Globalization;
using TaskRunner.Execution;
using TaskRunner.Journal;
using TaskRunner.Values;

namespace TaskRunner.Cli.Views.Progress;

/// <summary>NDJSON on standard error: one object per event, never translated.</summary>
internal sealed class JsonProgress(Session session, ImmutableArray<string> names) : IRunObserver
{
    private readonly ProgressLines _lines = new(session.InEnglish(), names);

    public void OnCommitted(IReadOnlyList<RunEvent> events, RunState run)
    {
        foreach (var happened in events)
        {
            var task = happened is RunEvent.OfTask of ? names[of.Task] : null;
            var line = _lines.Of(happened);
            session.Error.WriteLine(JsonWriter.ToText(MapValue.Of(
                ("event", Value.From(KebabCase(happened.GetType().Name))),
                ("run", Value.From(run.RunId)),
                ("task", Value.From(task)),
                ("state", Value.From(happened is RunEvent.OfTask t ? run[t.Task].Word : run.Status.ToWord())),
                ("at", Value.From(line?.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))),
                ("text", Value.From(line?.Text)))));
        }
    }

    private static string KebabCase(string name) => string.Concat(
        name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
