using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace TaskRunner.EndToEnd.Tests.Hostile;

/// <summary>
/// The real binary on one case, in a folder of its own with HOME and TMPDIR deep inside it, under a limit of memory that the kernel
/// keeps: what asks for more dies and does not end with the exit code of a refusal.
/// </summary>
internal sealed class HostileRun(HostileCase hostile, string root)
{
    private const int MostKilobytes = 256 << 10;

    private static readonly string[] TellTales = ["/tmp/taskrunner-evil", "/tmp/evil", "/evil"];

    /// <summary>Longest a call may take before it is killed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The first error's code, or what happened instead.</summary>
    public string Verdict { get; private set; } = "";

    /// <summary>Time on the processors: the clock measures also what else runs on the machine.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Time by the clock.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Files that are there and were not before.</summary>
    public IReadOnlyList<string> Left { get; private set; } = [];

    public HostileCase Case => hostile;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, hostile.Id.Replace('/', '_'))).FullName;
        hostile.Make(folder);
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "a", "b", "tmp")).FullName;
        var before = Everything(folder);
        using var process = Start(folder, temporary);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        Waited = await WaitAsync(process, cancellationToken);
        Took = ProcessorTime(await error);
        Verdict = VerdictOf(process.ExitCode, await output, await error);
        Left = [.. Everything(folder).Except(before), .. TellTales.Where(File.Exists)];
        Directory.Delete(folder, recursive: true);
    }

    private Process Start(string folder, string temporary)
    {
        var call = hostile.Call.Split(' ').Select(w => w == "PATH" ? Path.Combine(folder, hostile.Target) : w);
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"ulimit -d {MostKilobytes}; \"$0\" \"$@\"; code=$?; times >&2; exit $code", Taskrunner.Binary, .. call, "-o", "json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(folder, "a", "b"),
        };
        start.Environment["TMPDIR"] = start.Environment["HOME"] = temporary;
        start.Environment["TASKRUNNER_STORE"] = Path.Combine(folder, "store");
        return Process.Start(start)!;
    }

    private static async Task<TimeSpan> WaitAsync(Process process, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(cancellationToken);
        }

        return clock.Elapsed;
    }

    /// <summary>What the shell's <c>times</c> says of its children, on the last line: <c>0m0.05s 0m0.01s</c>.</summary>
    private static TimeSpan ProcessorTime(string error)
    {
        var words = error.TrimEnd().Split('\n')[^1].Split(' ');
        return words.Length == 2 ? Time(words[0]) + Time(words[1]) : Patience;
    }

    private static TimeSpan Time(string text)
    {
        var parts = text.TrimEnd('s').Split('m');
        return TimeSpan.FromMinutes(int.Parse(parts[0], CultureInfo.InvariantCulture)) + TimeSpan.FromSeconds(double.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Errors are a list on standard error, for <c>lint</c> on standard output.</summary>
    private static string VerdictOf(int code, string output, string error)
    {
        var list = output.Length > 0 ? output : error[..(error.LastIndexOf(']') + 1)];
        return code is 3 or 6 && list.Length > 0
            ? JsonNode.Parse(list)!.AsArray().Where(d => (string)d!["severity"]! == "error").Select(d => (string)d!["code"]!).First()
            : code == 0 ? "accepted" : $"exit code {code}: {error.ReplaceLineEndings(" ")[..Math.Min(error.Length, 200)]}";
    }

    private static List<string> Everything(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, MaxRecursionDepth = 8 }).Where(e => !e.Contains("/package/", StringComparison.Ordinal))];
}
