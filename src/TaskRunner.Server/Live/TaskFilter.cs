using System.Buffers;
using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Server.Layout;

namespace TaskRunner.Server.Live;

/// <summary>Which tasks of a run a page wants; null: any.</summary>
internal sealed record TaskFilter(string? State, string? Type, string? Group, string? Text)
{
    private static readonly string[] First = ["failed", "unknown", "rollback-failed", "blocked", "rolling-back", "running"];

    /// <summary><c>{total, tasks: […]}</c>: what needs a look first, then what runs, then the rest in the order of the plan.</summary>
    public ReadOnlyMemory<byte> Page(RunFollower run, int offset, int limit, MessageCatalogue texts)
    {
        var found = Found(run);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("total", found.Sum(f => f.Count));
            json.WriteNumber("seq", run.Seq);
            json.WriteStartArray("tasks");
            foreach (var index in found.SelectMany(f => f).Skip(offset).Take(limit))
            {
                RunRows.WriteTask(json, index, run.Task(index), texts);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The tasks that fit, by how much they need a look. Only those of the page are looked at as a whole.</summary>
    private List<int>[] Found(RunFollower run)
    {
        var states = State?.Split(',');
        var text = Text is null ? null : SearchValues.Create([Text], StringComparison.OrdinalIgnoreCase);
        List<int>[] found = [.. Enumerable.Range(0, First.Length + 2).Select(_ => new List<int>())];
        for (var i = 0; i < run.Names.Count; i++)
        {
            var word = run.WordOf(i);
            if ((states is null || states.Contains(word)) && (Type is null || run.TypeOf(i) == Type) && (text is null || run.Names[i].AsSpan().ContainsAny(text))
                && (Group is null || TaskGroups.Of(run.Names[i]) == Group))
            {
                found[run.NeedsDecision(i) ? 0 : Urgency(word)].Add(i);
            }
        }

        return found;
    }

    private static int Urgency(string word) => 1 + (Array.IndexOf(First, word) is >= 0 and var at ? at : First.Length);
}
