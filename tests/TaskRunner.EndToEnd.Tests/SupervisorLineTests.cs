using System.Diagnostics;
using TaskRunner.Tasks.Supervision;
using TaskRunner.TaskTypes;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>What the real supervisor says over its line.</summary>
public sealed class SupervisorLineTests : IDisposable
{
    private const int Rounds = 60;
    private const int AtOnce = 8;

    private readonly Taskrunner _tool = new();
    private readonly RunFolder _folder;

    public SupervisorLineTests() => _folder = new RunFolder(Path.Combine(_tool.Store, "runs", "one"));

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_runner_that_comes_in_the_moment_a_process_ends_hears_how_it_ended()
    {
        _folder.Create(isWhole: true);
        using var supervisor = _tool.Start("__supervise", "en", _folder.Path);
        var fates = new Dictionary<StepFate, int>();
        var first = await EnterAsync(1);
        for (var round = 1; round <= Rounds; round++)
        {
            var gate = Path.Combine(_tool.Folder, $"gate-{round}");
            var keys = Enumerable.Range(0, AtOnce).Select(i => new StepKey($"{round}-{i}", "execute")).ToList();
            keys.ForEach(k => first.Send(new Parcel.Launch(k, MayRepeat: true, long.MaxValue, [], Waiting(gate))));
            await WhenReadyAsync(() => Children(supervisor) == AtOnce);
            var next = await ConnectAsync();
            HostProcesses.Suspend(supervisor.Id);
            File.WriteAllText(gate, "");
            await WhenReadyAsync(() => HostProcesses.ChildrenOf(supervisor.Id).All(HostProcesses.IsDead));
            next.Send(new Parcel.Hello(round + 1));
            HostProcesses.Continue(supervisor.Id);

            var welcome = Assert.IsType<Parcel.Welcome>(await next.ReceiveAsync(TestContext.Current.CancellationToken));
            foreach (var step in welcome.Steps.Where(s => keys.Contains(s.Key)))
            {
                fates[step.Fate] = fates.GetValueOrDefault(step.Fate) + 1;
            }

            first.Dispose();
            first = next;
            await WhenReadyAsync(() => Children(supervisor) == 0);
        }

        first.Send(new Parcel.Forget());
        await supervisor.WaitForExitAsync(TestContext.Current.CancellationToken);
        first.Dispose();
        Assert.Equal(Rounds * AtOnce, fates.Values.Sum());
        Assert.False(fates.ContainsKey(StepFate.Lost), string.Join(", ", fates));
    }

    private static int Children(Process supervisor) => HostProcesses.ChildrenOf(supervisor.Id).Count();

    private ProcessSpec Waiting(string gate) => new()
    {
        FileName = "/bin/sh",
        Arguments = ["-c", "until [ -e \"$1\" ]; do sleep 0.002; done", "sh", gate],
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
        WorkingDirectory = _tool.Folder,
        StdoutPath = Path.Combine(_tool.Folder, "log"),
        StderrPath = Path.Combine(_tool.Folder, "log"),
        Timeout = TimeSpan.FromMinutes(1),
        Grace = TimeSpan.Zero,
    };

    private async Task<Line> EnterAsync(long epoch)
    {
        var line = await ConnectAsync();
        line.Send(new Parcel.Hello(epoch));
        Assert.IsType<Parcel.Welcome>(await line.ReceiveAsync(TestContext.Current.CancellationToken));
        return line;
    }

    private async Task<Line> ConnectAsync()
    {
        Line? line = null;
        await WhenReadyAsync(() => (line = Line.Connect(_folder)) is not null);
        return line!;
    }

    private static async Task WhenReadyAsync(Func<bool> isReady)
    {
        for (var time = Stopwatch.StartNew(); !isReady(); await Task.Delay(1, TestContext.Current.CancellationToken))
        {
            Assert.True(time.Elapsed < TimeSpan.FromMinutes(1), "never came to it");
        }
    }
}
