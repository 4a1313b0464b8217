using System.Text;
using Microsoft.Extensions.Time.Testing;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Processes;

/// <summary>What a process says on its two streams is read in the order in which it was said, where somebody looked in between.</summary>
public sealed class LogOrderTests : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly Workbench _bench = new();

    private string Stdout => _bench.PathOf("execute.out.log");

    private string Stderr => _bench.PathOf("execute.err.log");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void What_grew_between_two_looks_comes_before_what_grew_after_them()
    {
        var notes = new LogNotes(Stdout, Stderr);
        foreach (var (file, text) in new[] { (Stdout, "a1 "), (Stdout, "a2 "), (Stderr, "b1 "), (Stdout, "a3 "), (Stderr, "b2 "), (Stderr, "b3 ") })
        {
            File.AppendAllText(file, text);
            notes.Look();
        }

        Assert.Equal("a1 a2 b1 a3 b2 b3 ", Read());
        Assert.Equal("6 0\n6 3\n9 3\n", File.ReadAllText(_bench.PathOf("execute.order")));
    }

    [Fact]
    public void What_both_got_between_two_looks_is_read_with_stdout_first_and_stays_between_its_neighbours()
    {
        var notes = new LogNotes(Stdout, Stderr);
        foreach (var round in Enumerable.Range(1, 3))
        {
            File.AppendAllText(Stderr, $"b{round} ");
            File.AppendAllText(Stdout, $"a{round} ");
            notes.Look();
        }

        Assert.Equal("a1 b1 a2 b2 a3 b3 ", Read());
    }

    [Fact]
    public void A_process_that_uses_one_stream_or_is_over_at_once_leaves_no_notes()
    {
        var notes = new LogNotes(Stdout, Stderr);
        File.AppendAllText(Stderr, "b");
        notes.Look();
        File.AppendAllText(Stderr, "b");
        notes.Look();
        Assert.False(File.Exists(_bench.PathOf("execute.order")));
        Assert.Equal("bb", Read());
    }

    [Fact]
    public void A_line_that_is_being_written_is_not_read_yet()
    {
        File.WriteAllText(Stdout, "123456");
        File.WriteAllText(Stderr, "abc");
        File.WriteAllText(_bench.PathOf("execute.order"), "2 1\n4 ");
        Assert.Equal("12a3456bc", Read());
    }

    [Fact]
    public async Task A_running_process_is_looked_at_and_a_log_that_was_cut_has_no_order()
    {
        var time = new FakeTimeProvider();
        using var launcher = new LocalLauncher(MessageCatalogue.English, time);
        const string script = """
            echo one; until [ -e go1 ]; do sleep 0.01; done
            echo two >&2; until [ -e go2 ]; do sleep 0.01; done
            echo three; until [ -e go3 ]; do sleep 0.01; done
            echo four >&2; [ ! -e much ] || head -c 3000000 /dev/zero
            """;
        var process = _bench.Sh(script) with { StdoutPath = Stdout, StderrPath = Stderr, LogLimit = 1 << 20 };
        foreach (var isCut in new[] { false, true })
        {
            File.Delete(_bench.PathOf("much"));
            Directory.GetFiles(_bench.Folder, "go*").Concat([Stdout, Stderr]).ToList().ForEach(File.Delete);
            await File.WriteAllTextAsync(_bench.PathOf(isCut ? "much" : "little"), "", TestContext.Current.CancellationToken);
            var run = launcher.RunAsync(process, _bench.Stop).AsTask();
            foreach (var (step, said) in new[] { "one", "two", "three" }.Index())
            {
                await _bench.WhenAsync(() => Said().Contains(said, StringComparison.Ordinal));
                time.Advance(Look);
                await File.WriteAllTextAsync(_bench.PathOf($"go{step + 1}"), "", TestContext.Current.CancellationToken);
            }

            Assert.Equal(new ProcessOutcome.Exited(0), await run);
            Assert.Equal(!isCut, File.Exists(_bench.PathOf("execute.order")));
            Assert.True(isCut || Read() == "one\ntwo\nthree\nfour\n", Read());
        }

        string Said() => string.Concat(new[] { Stdout, Stderr }.Where(File.Exists).Select(File.ReadAllText));
    }

    private string Read()
    {
        var log = new AttemptLog("run", "task", 1, _bench.Folder, []).Read();
        var (text, read) = (new StringBuilder(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var piece in LogOrder.PiecesOf(log))
        {
            var bytes = File.ReadAllBytes(piece.File);
            var (from, end) = (read.GetValueOrDefault(piece.File), (int)Math.Min(piece.End, bytes.Length));
            text.Append(Encoding.UTF8.GetString(bytes, from, end - from));
            read[piece.File] = end;
        }

        return text.ToString();
    }
}
