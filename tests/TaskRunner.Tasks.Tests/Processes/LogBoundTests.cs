using System.Text;
using Microsoft.Win32.SafeHandles;
using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Processes;

[Collection(Alone.Name)]
public sealed class LogBoundTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_gibibyte_of_log_is_bounded_in_file_and_memory()
    {
        const long limit = 8 << 20;
        var before = Environment.WorkingSet;
        var run = _bench.RunAsync(_bench.Sh("echo first; head -c 1073741824 /dev/zero; echo last") with { LogLimit = limit });
        var most = 0L;
        while (!run.IsCompleted)
        {
            most = Math.Max(most, DiskUse(_bench.PathOf("out.log")));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(new ProcessOutcome.Exited(0), await run);
        var bytes = await File.ReadAllBytesAsync(_bench.PathOf("out.log"), TestContext.Current.CancellationToken);
        Assert.InRange(bytes.Length, limit, limit + 4096);
        Assert.Equal("first\n", Encoding.ASCII.GetString(bytes, 0, 6));
        Assert.Equal("last\n", Encoding.ASCII.GetString(bytes[^5..]));
        Assert.Contains($"the log is cut here, {(1L << 30) + 11 - limit} bytes left out", Encoding.ASCII.GetString(bytes), StringComparison.Ordinal);
        Assert.InRange(most, 0, 768L << 20); // what a fast writer gets done between two looks
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 64L << 20);
    }

    [Fact]
    public async Task A_log_within_its_limit_is_not_touched()
    {
        await _bench.RunAsync(_bench.Sh("head -c 4096 /dev/zero") with { LogLimit = 4096 });
        Assert.Equal(new byte[4096], await File.ReadAllBytesAsync(_bench.PathOf("out.log"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_while_it_is_trimmed_keeps_its_first_and_last_part(bool canPunch)
    {
        const int limit = 3 << 20;
        var path = _bench.PathOf("log");
        using var log = new LogBound(path, limit, MessageCatalogue.English) { CanPunch = canPunch };
        var descriptor = Libc.Open(path, Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenAppend | Libc.OpenCloseOnExec, 0x180);
        using (var appending = new SafeFileHandle(descriptor, ownsHandle: true)) // FileMode.Append writes at offsets of its own
        {
            for (var i = 0; i < 200; i++)
            {
                RandomAccess.Write(appending, Encoding.ASCII.GetBytes($"line {i:D6}\n".PadLeft(64 * 1024, '.')), 0);
                log.Trim();
                Assert.InRange(DiskUse(path), 0, limit + (2 << 20));
            }
        }

        log.Finish();
        var text = File.ReadAllText(path);
        Assert.InRange(text.Length, limit / 2, limit + 8192);
        Assert.Contains("line 000000\n", text, StringComparison.Ordinal);
        Assert.Contains("bytes left out]\n", text, StringComparison.Ordinal);
        Assert.EndsWith("line 000199\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\0", text, StringComparison.Ordinal);
    }

    /// <summary>Blocks the file really takes, by stat(1): the length of a file with a hole says nothing.</summary>
    private static long DiskUse(string path)
    {
        using var stat = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%b", path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = stat.StandardOutput.ReadToEnd();
        stat.WaitForExit();
        return long.TryParse(text, out var blocks) ? blocks * 512 : 0;
    }
}
