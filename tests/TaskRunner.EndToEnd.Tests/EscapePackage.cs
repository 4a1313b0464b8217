using System.Globalization;
using System.Text.Json;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>
/// Fourteen tasks, each of which leaves a process behind in another way. What is left is looked for without the product's help: by
/// a number in the command line that nothing else on this machine has.
/// </summary>
internal sealed class EscapePackage
{
    /// <summary>NUMBER stands for the number that marks a task.</summary>
    private static readonly (string Name, string Script)[] Shapes =
    [
        ("background", "sleep NUMBER &"),
        ("own-session", "setsid sleep NUMBER &"),
        ("double-fork", "(sleep NUMBER &) &"),
        ("nohup", "nohup sleep NUMBER &"),
        ("own-job-group", "set -m; sleep NUMBER &"),
        ("cleared-environment", "env -i /bin/sleep NUMBER &"),
        ("true-daemon", "env -i /usr/bin/setsid -f /usr/bin/setsid -f /bin/sleep NUMBER"),
        ("closes-descriptors", "setsid sleep NUMBER <&- >&- 2>&- &"),
        ("holds-the-pipe", "sleep NUMBER | cat &"),
        ("ignores-term", "sh -c \"trap '' TERM HUP INT; sleep NUMBER; sleep NUMBER\" &"),
        ("comes-back", "setsid sh -c 'while :; do sleep NUMBER; done' &"),
        ("stopped", "sh -c 'kill -STOP $$; sleep NUMBER' &"),
        ("stopped-daemon", "env -i /usr/bin/setsid -f /bin/sh -c 'kill -STOP $$; sleep NUMBER'"),
        ("fork-storm", "setsid sh -c 'i=0; while [ $i -lt 60 ]; do env -i /usr/bin/setsid -f /bin/sleep NUMBER; i=$((i+1)); done' &"),
    ];

    private readonly string _root;
    private readonly Dictionary<string, string> _numbers;

    /// <param name="root">Where the package and what its tasks write lie.</param>
    /// <param name="then">What a task does after it is up; NUMBER as above.</param>
    /// <param name="timeout">Of each task.</param>
    public EscapePackage(string root, string then, string timeout)
    {
        _root = root;
        _numbers = Shapes.ToDictionary(s => s.Name, _ => Random.Shared.NextInt64(100_000_000, 1_000_000_000).ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(Path.Combine(Folder, "scripts"));
        foreach (var (name, script) in Shapes)
        {
            var text = $"{script}\necho up > '{Up(name)}'\n{then}\n".Replace("NUMBER", _numbers[name], StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(Folder, "scripts", name + ".sh"), text);
        }

        File.WriteAllText(Path.Combine(Folder, "taskrunner.yaml"), Manifest(timeout));
    }

    public string Folder => Path.Combine(_root, "package");

    public static int Count { get; } = Shapes.Length;

    /// <summary>When every task has done what it does; null as long as one has not.</summary>
    public DateTime? UpSince() => Shapes.All(s => File.Exists(Up(s.Name))) ? Shapes.Max(s => File.GetLastWriteTimeUtc(Up(s.Name))) : null;

    /// <summary>The shapes of which something lives.</summary>
    public List<string> Survivors() => [.. _numbers.Where(n => HostProcesses.Called(n.Value).Any()).Select(n => n.Key)];

    public void EndSurvivors() => HostProcesses.Kill(_numbers.Values.SelectMany(HostProcesses.Called));

    private string Up(string name) => Path.Combine(_root, "up-" + name);

    private static string Manifest(string timeout) => JsonSerializer.Serialize(new
    {
        apiVersion = "taskrunner/v1",
        kind = "Package",
        name = "escape",
        version = "1.0.0",
        tasks = Shapes.Select(s => new
        {
            name = s.Name,
            type = "shell",
            timeout,
            grace = "300ms",
            spec = new { execute = $"scripts/{s.Name}.sh" },
        }),
    });
}
