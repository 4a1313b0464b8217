using System.Text;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>
/// Secrets go in by every entrance, scripts shout them in every form, runs succeed, fail, are rolled back and are killed; then every
/// sink is searched: the store's files with its log, attempts' logs, saved plans, both streams of every verb, command lines.
/// </summary>
public sealed class CanaryTests
{
    private static readonly string[] AtWill =
    [
        "in-file-9f3Kq\"7'x", "by set/$7Hq & co", "-----BEGIN KEY-----\nMIIEvQ0rLq8canary1\nhkiG9w0canary22\n-----END KEY-----", "by-env-ü-Rt5'\\z",
        "by-file-Lp0+/=?", "by-exec-88vTm", "by-store-Yc4%20", "8412097733", "in-map-Wd61k", "global-ref-Nn3x", "global-literal-Bb7y",
    ];

    private readonly List<(string Where, byte[] Bytes)> _seen = [];

    [Fact]
    public async Task No_secret_is_found_in_any_sink_in_any_form()
    {
        using var tool = new Taskrunner();
        var canaries = AtWill.Select((text, i) => new Canary($"secret {i}", text)).ToList();
        var arguments = await PrepareAsync(tool);
        using var commandLines = new CommandLines();

        await SeeAsync(tool, ["plan", "one", .. arguments, "--out", Path.Combine(tool.Folder, "saved.plan")]);
        await SeeAsync(tool, ["plan", "one", .. arguments, "-o", "json"]);
        await SeeAsync(tool, ["install", "one", .. arguments, "--progress", "plain"], 0);
        await SeeAsync(tool, ["upgrade", "one", .. arguments, "--set", "config.mode=bad", "--progress", "json", "-o", "json"]);
        await SeeAsync(tool, ["install", "two", .. arguments, "--set", "config.mode=bad"], 1);
        await SeeAsync(tool, ["retry", "two", "-y"]);
        await SeeAsync(tool, ["install", "three", .. arguments, "--set", "config.mode=killed"], 137);
        await SeeAsync(tool, ["resume", "three", "--progress", "plain"]);
        await SeeAsync(tool, ["cancel", "three"]);
        foreach (var name in new[] { "one", "two", "three" })
        {
            foreach (var verb in new string[][] { ["status", name], ["get", name, "config"], ["get", name, "outputs"], ["get", name, "plan"], ["logs", name], ["history", name] })
            {
                await SeeAsync(tool, verb);
                await SeeAsync(tool, [.. verb, "-o", "json"]);
            }
        }

        foreach (var verb in new string[][] { ["list"], ["service", "list"], ["service", "get", "one-svc"], ["secret", "list"], ["global", "get"], ["doctor"], ["rollback", "one", "-y"], ["uninstall", "two", "-y"] })
        {
            await SeeAsync(tool, [.. verb, "-o", "json"]);
        }

        await SeeAsync(tool, ["install", "wrong", .. arguments, "--set", "config.number=not-a-number-8412097733", "--set", "config.unknown=x"], 3);

        canaries.Add(new Canary("generated", await File.ReadAllTextAsync(Path.Combine(tool.Folder, "out", "drawn"), TestContext.Current.CancellationToken)));
        canaries.Add(new Canary("secret output", await File.ReadAllTextAsync(Path.Combine(tool.Folder, "out", "token"), TestContext.Current.CancellationToken)));
        canaries.Add(new Canary("derived", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes("by-exec-88vTm")))));
        AddFiles(tool.Store, "store");
        AddFiles(Path.Combine(tool.Folder, "saved.plan"), "saved plan");
        foreach (var run in Directory.GetDirectories(Path.Combine(tool.Store, "logs")).Select(Path.GetFileName))
        {
            // Other programs have their folders there too.
            Directory.GetDirectories($"/dev/shm/taskrunner-{UserId()}", run + "*").ToList().ForEach(f => AddFiles(f, "shared memory"));
        }

        // What a person typed after --set is on that command line by their own hand; nothing of it may go on from there.
        _seen.AddRange(commandLines.Stop().Where(l => !l.Contains("bySet=", StringComparison.Ordinal)).Select(l => ($"command line {l.Replace('\0', ' ')}", Encoding.UTF8.GetBytes(l))));

        var shouted = _seen.Count(s => s.Where.EndsWith(".log", StringComparison.Ordinal) && s.Bytes.AsSpan().IndexOf("raw *** end"u8) >= 0);
        Assert.True(shouted >= 6, $"only {shouted} logs hold what was masked: the scripts did not shout");
        Assert.Contains(_seen, s => s.Where.EndsWith("store.db", StringComparison.Ordinal));
        var found = (from c in canaries from s in _seen from line in c.FindIn(s.Bytes, s.Where) select line).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found.Take(60)));
    }

    private static async Task<string[]> PrepareAsync(Taskrunner tool)
    {
        string InFolder(string name, string text)
        {
            var path = Path.Combine(tool.Folder, name);
            File.WriteAllText(path, text);
            return path;
        }

        Directory.CreateDirectory(Path.Combine(tool.Folder, "out"));
        tool.Variables["CANARY_ENV"] = AtWill[3];
        var answers = InFolder("answers.yaml", $$"""
            config:
              out: {{Path.Combine(tool.Folder, "out")}}
              inFile: {{System.Text.Json.JsonSerializer.Serialize(AtWill[0])}}
              byEnv: {$env: CANARY_ENV}
              byFile: {$file: {{InFolder("by-file", AtWill[4] + "\n")}}}
              byExec: {$exec: [cat, {{InFolder("by-exec", AtWill[5])}}]}
              byStore: {$store: canary}
              number: {{AtWill[7]}}
              map: {{AtWill[8]}}
            """);
        var global = InFolder("global.yaml", $$"""
            byReference: {$file: {{InFolder("global-ref", AtWill[9])}}}
            literal: {{AtWill[10]}}
            """);
        (await tool.RunAsync("secret", "set", "canary", "-f", InFolder("by-store", AtWill[6]))).Expect(0);
        return
        [
            CanaryPackage.Write(tool.Folder), "-f", answers, "--global", global, "--set", $"config.bySet={AtWill[1]}",
            "--set-file", $"config.bySetFile={InFolder("by-set-file", AtWill[2])}",
        ];
    }

    private static string UserId() => File.ReadLines("/proc/self/status").First(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2];

    private async Task SeeAsync(Taskrunner tool, string[] arguments, int? code = null)
    {
        var ran = await tool.RunAsync(arguments);
        var what = string.Join(' ', arguments.Take(2));
        if (code is { } expected)
        {
            ran.Expect(expected);
        }

        _seen.Add(($"standard output of {what}", Encoding.UTF8.GetBytes(ran.Output)));
        _seen.Add(($"standard error of {what}", Encoding.UTF8.GetBytes(ran.Error)));
    }

    private void AddFiles(string path, string name)
    {
        var files = File.Exists(path) ? [path] : Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : [];
        _seen.AddRange(files.Select(f => ($"{name}: {f}", File.ReadAllBytes(f))));
    }
}
