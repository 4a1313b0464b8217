using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>A release of helm 2 as the record helm 3 keeps of it, keys in helm 3's order.</summary>
internal static class ReleaseMapping
{
    /// <param name="release">What Tiller stored.</param>
    /// <param name="status">The status it shall have in helm 3's words, or null: its own.</param>
    /// <exception cref="InvalidDataException">Helm 3 can keep no such release; the message says why.</exception>
    public static MapValue Of(WireMessage release, string? status = null)
    {
        var info = release.Message(2) ?? throw new InvalidDataException("the release has no info");
        var state = info.Message(1) ?? throw new InvalidDataException("the release has no status");
        var chart = release.Message(3) ?? throw new InvalidDataException("the release has no chart");
        return new Record()
            .Text("name", release.Text(1))
            .Keep("info", Info(info, state, status))
            .Keep("chart", ChartMapping.Of(chart))
            .Map("config", release.Message(4) is { } config ? LegacyYaml.ReadMap(config.Text(1)) : null)
            .Text("manifest", release.Text(5))
            .List("hooks", Hooks(release, state))
            .Number("version", (int)release.Number(7))
            .Text("namespace", release.Text(8))
            .Value;
    }

    private static MapValue Info(WireMessage info, WireMessage state, string? status) => new Record()
        .Keep("first_deployed", Instant.Of(info.Message(2)))
        .Keep("last_deployed", Instant.Of(info.Message(3)))
        .Keep("deleted", Instant.Of(info.Message(4)))
        .Text("description", info.Text(5))
        .Text("status", status ?? Words.Status(state.Number(1)))
        .Text("notes", state.Text(4))
        .Value;

    private static IEnumerable<MapValue> Hooks(WireMessage release, WireMessage state)
    {
        var runs = state.Message(5)?.Messages(3).ToArray() ?? [];
        return release.Messages(6).Select(hook => Hook(hook, Array.FindLast(runs, run => run.Text(1) == hook.Text(1))));
    }

    private static MapValue Hook(WireMessage hook, WireMessage? run) => new Record()
        .Text("name", hook.Text(1))
        .Text("kind", hook.Text(2))
        .Text("path", hook.Text(3))
        .Text("manifest", hook.Text(4))
        .Texts("events", hook.Enums(5).Select(Words.Event))
        .Keep("last_run", new Record()
            .Keep("started_at", Instant.Of(run?.Message(4)))
            .Keep("completed_at", Instant.Of(run?.Message(5)))
            .Keep("phase", new StringValue(run is null ? "" : Words.Phase(run.Number(2))))
            .Value)
        .Number("weight", (int)hook.Number(7))
        .Texts("delete_policies", hook.Enums(8).Select(Words.DeletePolicy))
        .Value;
}
