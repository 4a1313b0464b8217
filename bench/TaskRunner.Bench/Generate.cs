using System.Globalization;
using System.Text;

namespace TaskRunner.Bench;

/// <summary>Writes a workload in the format of each tool that runs it beside us.</summary>
internal static class Generate
{
    public static int Write(string work, string folder, string[] rest)
    {
        var workload = Workload.Create(work, rest is [var size, ..] ? int.Parse(size, CultureInfo.InvariantCulture) : null);
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(Path.Combine(folder, "yaml"));
        File.WriteAllText(Path.Combine(folder, "taskrunner.json"), Json(workload));
        File.WriteAllText(Path.Combine(folder, "yaml", "taskrunner.yaml"), Yaml(workload));
        File.WriteAllText(Path.Combine(folder, "build.ninja"), Ninja(workload));
        File.WriteAllText(Path.Combine(folder, "Makefile"), Make(workload));
        File.WriteAllLines(Path.Combine(folder, "commands.txt"), Enumerable.Repeat(workload.Command, workload.Count));
        Console.WriteLine($"{workload.Name}: {workload.Count} tasks, {workload.Edges.Count} edges in {folder}");
        return 0;
    }

    private static string Json(Workload work)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""{"apiVersion":"taskrunner/v1","kind":"Package","name":"bench-{{work.Name}}","version":"1.0.0",""");
        text.Append("\n\"tasks\":[\n");
        for (var i = 0; i < work.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{"name":"t{{i}}","type":"shell","idempotent":true,"spec":{"execute":{"run":"{{Escape(work.Command)}}" """);
            text.Append(i < work.Count - 1 ? "}}},\n" : "}}}\n");
        }

        text.Append("],\n\"edges\":[\n");
        for (var i = 0; i < work.Edges.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{"from":"t{{work.Edges[i].Before}}","to":"t{{work.Edges[i].After}}"}""");
            text.Append(i < work.Edges.Count - 1 ? ",\n" : "\n");
        }

        return text.Append("]}\n").ToString();
    }

    private static string Yaml(Workload work)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"apiVersion: taskrunner/v1\nkind: Package\nname: bench-{work.Name}\nversion: 1.0.0\ntasks:\n");
        for (var i = 0; i < work.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - name: t{i}\n    type: shell\n    idempotent: true\n    spec:\n      execute: {{run: \"{Escape(work.Command)}\"}}\n");
        }

        text.Append(work.Edges.Count == 0 ? "" : "edges:\n");
        foreach (var (before, after) in work.Edges)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - {{from: t{before}, to: t{after}}}\n");
        }

        return text.ToString();
    }

    private static string Ninja(Workload work)
    {
        var text = new StringBuilder($"rule run\n  command = {work.Command.Replace("$", "$$", StringComparison.Ordinal)} && touch $out\n");
        foreach (var (task, before) in WithPredecessors(work))
        {
            text.Append(CultureInfo.InvariantCulture, $"build t{task}: run");
            text.Append(before.Count == 0 ? "\n" : " " + string.Join(' ', before.Select(b => $"t{b}")) + "\n");
        }

        return text.ToString();
    }

    private static string Make(Workload work)
    {
        var text = new StringBuilder($"all: {string.Join(' ', Enumerable.Range(0, work.Count).Select(i => $"t{i}"))}\n");
        foreach (var (task, before) in WithPredecessors(work))
        {
            text.Append(CultureInfo.InvariantCulture, $"t{task}: {string.Join(' ', before.Select(b => $"t{b}"))}\n\t@{work.Command.Replace("$", "$$", StringComparison.Ordinal)}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(int Task, List<int> Before)> WithPredecessors(Workload work)
    {
        var before = work.Edges.ToLookup(e => e.After, e => e.Before);
        return Enumerable.Range(0, work.Count).Select(i => (i, before[i].ToList()));
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
