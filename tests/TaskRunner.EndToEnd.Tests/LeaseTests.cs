using System.Diagnostics;
using System.Globalization;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>One owner, with real processes and the real times of leases: a claim lasts 30 seconds without a sign of life.</summary>
public sealed class LeaseTests : IDisposable
{
    private const int Rounds = 15;

    private readonly Taskrunner _tool = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Ledger => Path.Combine(_tool.Folder, "ledger");

    private string Gate => Path.Combine(_tool.Folder, "gate");

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_runner_suspended_beyond_its_lease_is_replaced_and_writes_nothing_when_it_wakes()
    {
        using var suspended = _tool.Start("install", "one", Write(), "--progress", "none");
        await WhenAsync(() => Lines().Length > 0);
        await SignalAsync("STOP", suspended.Id);
        var time = Stopwatch.StartNew();
        var locked = (await _tool.RunAsync("resume", "one", "--progress", "none")).Expect(5);
        Assert.Contains($"process {suspended.Id} on", locked.Error, StringComparison.Ordinal);
        Assert.Contains("which began at", locked.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Gate, "", Cancel);
        var resumed = await _tool.RunAsync("resume", "one", "--progress", "none");
        for (; resumed.Code == 5 && time.Elapsed < TimeSpan.FromMinutes(3); resumed = await _tool.RunAsync("resume", "one", "--progress", "none"))
        {
            await Task.Delay(500, Cancel);
        }

        resumed.Expect(0);
        Assert.True(time.Elapsed > TimeSpan.FromSeconds(15), $"taken after {time.Elapsed}: the holder may have renewed its claim shortly before");
        Assert.Equal(["begin work", "end work", "begin after", "end after"], Lines());
        await SignalAsync("CONT", suspended.Id);
        await suspended.WaitForExitAsync(Cancel);
        var late = await suspended.StandardError.ReadToEndAsync(Cancel);
        Assert.Equal(5, suspended.ExitCode);
        Assert.Contains("TR7026", late, StringComparison.Ordinal); // it was taken over and is free again
        Assert.DoesNotContain("   at ", late, StringComparison.Ordinal);
        Assert.Equal(4, Lines().Length);
        var run = (await _tool.JsonAsync("status", "one"))["run"]!;
        Assert.Equal("succeeded", (string)run["state"]!);
        Assert.All(run["tasks"]!.AsArray(), t => Assert.Equal(1, (int)t!["attempts"]!));
        (await _tool.RunAsync("doctor")).Expect(0);
    }

    [Fact]
    public async Task Of_callers_that_begin_at_once_one_works_and_the_others_are_told_who()
    {
        await File.WriteAllTextAsync(Gate, "", Cancel);
        var package = Write();
        (await _tool.RunAsync("list")).Expect(0);
        var locked = 0;
        for (var round = 0; round < Rounds; round++)
        {
            File.Delete(Ledger);
            var name = string.Create(CultureInfo.InvariantCulture, $"n{round}");
            var ends = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _tool.RunAsync("install", name, package, "--progress", "none")));
            var said = string.Join("\n", ends.Select(e => $"{e.Code}: {e.Error}{e.Output}"));
            Assert.True(ends.Count(e => e.Code == 0) == 1, said);
            foreach (var other in ends.Where(e => e.Code != 0))
            {
                // Too early: it is told who works. Too late: what is installed is not installed again.
                Assert.True(other.Code == 6 || (other.Code == 5 && other.Error.Contains("of process ", StringComparison.Ordinal)), said);
                locked += other.Code == 5 ? 1 : 0;
            }

            Assert.Equal(["begin work", "end work", "begin after", "end after"], Lines());
        }

        Assert.True(locked > 0, "nobody came while another one worked: this was no race");
    }

    [Fact]
    public async Task A_runner_that_died_is_replaced_at_once()
    {
        using var runner = _tool.Start("install", "one", Write(), "--progress", "none");
        await WhenAsync(() => Lines().Length > 0);
        runner.Kill();
        await runner.WaitForExitAsync(Cancel);
        await File.WriteAllTextAsync(Gate, "", Cancel);
        (await _tool.RunAsync("resume", "one", "--progress", "none")).Expect(0);
        Assert.Equal(["begin work", "end work", "begin after", "end after"], Lines());
    }

    private static async Task WhenAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(20, Cancel);
        }
    }

    private static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancel);
    }

    private string Write()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_tool.Folder, "package")).FullName;
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), $$$"""
            apiVersion: taskrunner/v1
            kind: Package
            name: one
            version: 1.0.0
            tasks:
              - name: work
                type: shell
                spec:
                  env: {LEDGER: "{{{Ledger}}}", GATE: "{{{Gate}}}"}
                  execute: {run: 'echo begin work >> "$LEDGER"; until [ -e "$GATE" ]; do sleep 0.05; done; echo end work >> "$LEDGER"'}
              - name: after
                type: shell
                needs: [work]
                spec:
                  env: {LEDGER: "{{{Ledger}}}"}
                  execute: {run: 'echo begin after >> "$LEDGER"; sleep 0.1; echo end after >> "$LEDGER"'}
            """);
        return folder;
    }

    private string[] Lines() => File.Exists(Ledger) ? File.ReadAllLines(Ledger) : [];
}
