using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>
/// Command lines with all they print and their exit codes, compared with a file in <c>Golden/</c>; times, ids and paths of the
/// machine aside. <c>TASKRUNNER_UPDATE_SNAPSHOTS=1</c> writes the file: read the difference as a newcomer would.
/// </summary>
internal sealed partial class Transcript : IDisposable
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, string> _runs = new(StringComparer.Ordinal);
    private string _lastRun = "";

    public Transcript()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(Tests, "Packages")))
        {
            Copy(folder, Path.Combine(Tool.Folder, Path.GetFileName(folder)));
        }

        Tool.Variables["HOME"] = Tool.Folder;
        Tool.Variables["TASKRUNNER_PARALLEL"] = "1"; // the same order each time
    }

    private static string Tests => Path.Combine(Taskrunner.Repository, "tests", "TaskRunner.EndToEnd.Tests");

    public Taskrunner Tool { get; } = new();

    /// <summary>Calls the program; words are separated by spaces, <c>'…'</c> keeps one together, DIR is the test's folder, RUN the last run.</summary>
    public async Task<Ran> RunAsync(string line, int code)
    {
        var ran = await Tool.RunAsync(Words(line));
        Write(line, ran);
        Assert.True(ran.Code == code, $"taskrunner {line}: exit code {ran.Code}, not {code}\n{ran.Output}\n{ran.Error}");
        return ran;
    }

    public Process Start(string line) => Tool.Start(Words(line));

    /// <summary>Waits for a call that was started.</summary>
    public async Task EndAsync(string line, Process process, int code)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Write(line, new Ran(process.ExitCode, await output, await error));
        Assert.Equal(code, process.ExitCode);
    }

    public void Match(string name)
    {
        var file = Path.Combine(Tests, "Golden", name + ".txt");
        var text = _text.ToString();
        if (Environment.GetEnvironmentVariable("TASKRUNNER_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : "", text);
    }

    public void Dispose() => Tool.Dispose();

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private IEnumerable<string> Words(string line) => Word().Matches(line)
        .Select(m => m.Value.Replace("'", "", StringComparison.Ordinal).Replace("DIR", Tool.Folder, StringComparison.Ordinal).Replace("RUN", _lastRun, StringComparison.Ordinal));

    private void Write(string line, Ran ran)
    {
        if (RunId().Matches(ran.Output + ran.Error).LastOrDefault() is { } run)
        {
            _lastRun = run.Value;
        }

        _text.Append("$ taskrunner ").Append(line).Append('\n');
        Section("stdout", ran.Output);
        Section("stderr", ran.Error);
        _text.Append("--- exit ").Append(ran.Code).Append("\n\n");
    }

    private void Section(string name, string text)
    {
        if (text.Length > 0)
        {
            _text.Append("--- ").Append(name).Append('\n').Append(Normal(text)).Append(text.EndsWith('\n') ? "" : "\n");
        }
    }

    private string Normal(string text)
    {
        text = text.Replace(Tool.Folder, "DIR", StringComparison.Ordinal);
        text = RunId().Replace(text, m => _runs.TryGetValue(m.Value, out var name) ? name : _runs[m.Value] = $"RUN{_runs.Count + 1}");
        text = Named(text, Environment.MachineName, "HOST"); // after the run ids: a short name can be a part of one
        text = Named(text, Environment.UserName, "USER");
        text = Digest().Replace(text, "sha256:DIGEST");
        text = JsonTime().Replace(text, "2026-01-01T12:00:00.000Z");
        text = Moment().Replace(text, "2026-01-01 12:00:00 +00:00");
        text = Clock().Replace(text, "12:00:00");
        text = Took().Replace(text, m => m.Groups["space"].Length > 0 ? "0.1s  " : "0.1s");
        text = DrillTook().Replace(text, "0.1s");
        text = Fingerprint().Replace(text, "\"$1\": \"SECRET\"");
        text = HolderJson().Replace(text, "\"$1\": \"PROCESS\"");
        return ProcessId().Replace(text, "$1 PID");
    }

    private static string Named(string text, string word, string name) => Regex.Replace(text, $@"\b{Regex.Escape(word)}\b", name);

    [GeneratedRegex(@"('[^']*'|[^ '])+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\b\d{8}-\d{6}-[a-z0-9]{5}\b")]
    private static partial Regex RunId();

    [GeneratedRegex(@"sha256:[0-9a-f]{64}")]
    private static partial Regex Digest();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z")]
    private static partial Regex JsonTime();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+00:00")]
    private static partial Regex Moment();

    [GeneratedRegex(@"(?<!T| )\b\d\d:\d\d:\d\d\b(?! \+)")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\b\d+\.\ds(?<space>  +)?")]
    private static partial Regex Took();

    [GeneratedRegex(@"(?<=^(Drill of|Crashes (of the rollback )?to try|要尝试的崩溃|要尝试的回滚中的崩溃|.*演练).*)(?<![.\d])\d+(m\d\d)?s\b", RegexOptions.Multiline)]
    private static partial Regex DrillTook();

    [GeneratedRegex("\"(\\$secret)\": \"[^\"]*\"")]
    private static partial Regex Fingerprint();

    [GeneratedRegex("\"(runner|pid)\": (\"[0-9a-f]+\"|\\d+)")]
    private static partial Regex HolderJson();

    [GeneratedRegex(@"(process|Process|进程) \d+")]
    private static partial Regex ProcessId();
}
