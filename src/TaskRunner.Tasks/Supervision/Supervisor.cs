using System.Net.Sockets;
using System.Threading.Channels;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;
using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>
/// The process that owns a run's child processes: one for each run and host, small, in a session of its own, so that it outlives the
/// runner. It marks what it starts before it starts it, watches it, and remembers how it ended; it starts nothing without a
/// runner of the highest epoch it has seen, finishes what was released when the runner is gone, and ends when nothing is left to
/// do. One loop, the only writer of the spool; docs/supervisor.md is the protocol in prose.
/// </summary>
public sealed class Supervisor
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private readonly RunFolder _folder;
    private readonly MessageCatalogue _texts;
    private readonly Channel<SupervisorEvent> _inbox = Channel.CreateUnbounded<SupervisorEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<StepKey, WatchedStep> _running = [];
    private readonly List<Line> _lines = [];
    private readonly List<Parcel.Launch> _toStart = [];
    private readonly List<(Line To, Parcel What)> _toSend = [];
    private SpoolWriter _spool = null!;
    private LocalLauncher _launcher = null!;
    private Line? _runner;
    private bool _isForgotten;

    private PausePoint? _pause;

    private Supervisor(RunFolder folder, MessageCatalogue texts, PausePoint? pause) => (_folder, _texts, _pause) = (folder, texts, pause);

    /// <summary>Supervises the run of a folder until nothing is left to do. Returns at once where another one does.</summary>
    /// <param name="folder">The run's folder beside the store.</param>
    /// <param name="texts">The language of what is said about processes.</param>
    /// <param name="pauseAt">
    /// For tests of crashes: <c>marked:2</c> stops this process (SIGSTOP) at that point of the protocol for the second time; points are
    /// <c>marked</c> (written down, not started), <c>started</c>, <c>ended</c> (written down, not told) and <c>told</c>.
    /// </param>
    public static async Task RunAsync(string folder, MessageCatalogue texts, string? pauseAt = null)
    {
        var place = new RunFolder(folder);
        if (!place.Exists || FolderLock.TryTake(place) is not { } held)
        {
            return;
        }

        using (held)
        {
            await new Supervisor(place, texts, PausePoint.Parse(pauseAt)).SuperviseAsync();
        }
    }

    private async Task SuperviseAsync()
    {
        using var launcher = new LocalLauncher(_texts, BootClock.Instance, isAlone: true) { StoreFolder = _folder.Store };
        using var spool = SpoolFile.Open(_folder.Spool);
        using var listener = Line.Listen(_folder);
        (_launcher, _spool) = (launcher, new SpoolWriter(spool));
        _pause = spool.State.Steps.Count == 0 ? _pause : null; // a successor is not stopped a second time
        _ = AcceptAsync(listener);
        while (true)
        {
            while (_inbox.Reader.TryRead(out var happened))
            {
                Take(happened);
            }

            Settle();
            if (_isForgotten && _running.Count == 0)
            {
                _folder.Remove();
                return;
            }

            if (!await WaitAsync())
            {
                return;
            }
        }
    }

    /// <returns>False when there was nothing to do for long enough to end.</returns>
    private async ValueTask<bool> WaitAsync()
    {
        if (_running.Count > 0 || _lines.Count > 0)
        {
            return await _inbox.Reader.WaitToReadAsync();
        }

        using var patience = new CancellationTokenSource(Idle);
        try
        {
            return await _inbox.Reader.WaitToReadAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Take(SupervisorEvent happened)
    {
        switch (happened)
        {
            case SupervisorEvent.Connected { Line: var line }:
                _lines.Add(line);
                break;
            case SupervisorEvent.Left { Line: var line }:
                Drop(line);
                break;
            case SupervisorEvent.Said { Line: var line, What: Parcel.Hello hello }:
                Greet(line, hello.Epoch);
                break;
            case SupervisorEvent.Said said when said.Line == _runner:
                Obey(said.What);
                break;
            case SupervisorEvent.Ended ended:
                _running.Remove(ended.Step.Key);
                ended.Step.Dispose();
                _spool.AddEnd(ended.Step.Key, ended.Outcome, mustSync: !ended.Step.MayRepeat);
                Tell(ended.Step.Key, ended.Outcome);
                break;
        }
    }

    /// <summary>The highest epoch wins: whoever held the run before is heard no more, and what it wanted started is dropped.</summary>
    private void Greet(Line line, long epoch)
    {
        if (epoch < _spool.State.Epoch)
        {
            _toSend.Add((line, new Parcel.Refused()));
            return;
        }

        if (_runner is not null && _runner != line)
        {
            Drop(_runner);
        }

        if (epoch > _spool.State.Epoch && _spool.TryAdd(new SpoolRecord.EpochTaken(epoch), mustSync: true) is not null)
        {
            Drop(line); // it asks again, and says what is wrong when it cannot come in
            return;
        }

        _runner = line;
        _toStart.Clear();
        var known = _spool.State.Steps.Select(s => new KnownStep(s.Key, FateOf(s.Key, s.Value), s.Value));
        _toSend.Add((line, new Parcel.Welcome(_spool.State.IsWhole, [.. known])));
    }

    private StepFate FateOf(StepKey key, ProcessOutcome? outcome) =>
        outcome is not null ? StepFate.Ended : _running.ContainsKey(key) ? StepFate.Running : StepFate.Lost;

    private void Obey(Parcel said)
    {
        switch (said)
        {
            case Parcel.Launch launch:
                Release(launch);
                break;
            case Parcel.Stop stop when _running.TryGetValue(stop.Key, out var step):
                step.Stop(stop.Kill);
                break;
            case Parcel.Forget:
                _isForgotten = true;
                break;
        }
    }

    private void Release(Parcel.Launch launch)
    {
        if (_spool.State.Steps.TryGetValue(launch.Key, out var outcome))
        {
            // Released before: what runs will be told when it ended, what is lost stays so.
            if (!_running.ContainsKey(launch.Key))
            {
                Tell(launch.Key, outcome ?? new ProcessOutcome.Lost(LocalizableString.Of("supervise-lost")));
            }

            return;
        }

        if (BootClock.Instance.GetElapsedTime(0).Ticks > launch.NotAfterTicks)
        {
            Tell(launch.Key, new ProcessOutcome.NotStarted(LocalizableString.Of("supervise-too-late")) { IsTooLate = true });
            return;
        }

        if (_spool.TryAdd(new SpoolRecord.Released(launch.Key), mustSync: !launch.MayRepeat) is { } fault)
        {
            Tell(launch.Key, NotRemembered(fault));
            return;
        }

        _running.Add(launch.Key, new WatchedStep(launch.Key, launch.MayRepeat));
        _toStart.Add(launch);
    }

    private void Tell(StepKey key, ProcessOutcome outcome)
    {
        if (_runner is not null)
        {
            _toSend.Add((_runner, new Parcel.Ended(key, outcome)));
        }
    }

    /// <summary>
    /// What was written becomes durable, and only then is anything started or said. On a full disk an end that cannot be written is told
    /// all the same, for the runner's journal may have room for it; what cannot be marked is not started.
    /// </summary>
    private void Settle()
    {
        var fault = _spool.Settle();
        foreach (var launch in _toStart)
        {
            if (fault is not null && !launch.MayRepeat)
            {
                _running.Remove(launch.Key, out var step);
                step!.Dispose();
                var outcome = NotRemembered(fault);
                _spool.AddEnd(launch.Key, outcome, mustSync: true);
                Tell(launch.Key, outcome);
                continue;
            }

            _pause?.Reach("marked");
            _ = WatchAsync(launch, _running[launch.Key]);
            _pause?.Reach("started");
        }

        _toStart.Clear();
        _toSend.ForEach(m => Send(m.To, m.What));
        _toSend.Clear();
    }

    private void Send(Line to, Parcel what)
    {
        var pause = what is Parcel.Ended ? _pause : null;
        pause?.Reach("ended");
        if (!to.Send(what) || what is Parcel.Refused)
        {
            Drop(to);
        }

        pause?.Reach("told");
    }

    private ProcessOutcome.NotStarted NotRemembered(string fault) => new(LocalizableString.Of("supervise-no-room", _folder.Path, fault));

    private async Task WatchAsync(Parcel.Launch launch, WatchedStep step)
    {
        ProcessOutcome outcome;
        try
        {
            outcome = await _launcher.RunAsync(launch.Process, step.Signals);
            outcome = WithResult(outcome, launch);
        }
        catch (Exception e)
        {
            // A bug, or a machine that gives nothing any more: the process may live, so nothing definite is said of it.
            outcome = new ProcessOutcome.Lost(e.Message);
        }

        _inbox.Writer.TryWrite(new SupervisorEvent.Ended(step, outcome));
    }

    /// <summary>What the process wrote for us is remembered with its end: the file may be gone when somebody asks.</summary>
    private static ProcessOutcome WithResult(ProcessOutcome outcome, Parcel.Launch launch)
    {
        if (outcome is not ProcessOutcome.Exited || launch.Process.ResultPath is not { } path || ResultFile.Read(path, out _) is not { } bytes)
        {
            return outcome; // where something is wrong with it, the runner will see and say what
        }

        return outcome with { Result = launch.SealKey.Length == 0 || bytes.Length == 0 ? bytes : ResultSeal.Seal(launch.SealKey, launch.Key, bytes) };
    }

    private void Drop(Line line)
    {
        _lines.Remove(line);
        line.Dispose();
        if (_runner == line)
        {
            _runner = null;
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Line line;
            try
            {
                line = new Line(await listener.AcceptAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return; // the supervisor ends
            }

            _inbox.Writer.TryWrite(new SupervisorEvent.Connected(line));
            _ = ListenAsync(line);
        }
    }

    private async Task ListenAsync(Line line)
    {
        try
        {
            while (await line.ReceiveAsync(CancellationToken.None) is { } said)
            {
                _inbox.Writer.TryWrite(new SupervisorEvent.Said(line, said));
            }
        }
        finally
        {
            _inbox.Writer.TryWrite(new SupervisorEvent.Left(line));
        }
    }
}
