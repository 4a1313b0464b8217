using System.Diagnostics;
using TaskRunner.Diagnostics;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>What a runner learned when it took a run: everything released so far, and the supervisor, if one lives.</summary>
internal sealed record Admission(Line? Line, bool IsWhole, IReadOnlyList<KnownStep> Steps);

/// <summary>
/// How a runner gets to know what was released: from the supervisor that holds the folder's lock, or, with the lock in its own hand,
/// from the spool. Nothing else proves that something was not.
/// </summary>
internal sealed class SupervisorDoor(RunFolder folder, long epoch, SupervisingLauncher launcher) : IDisposable
{
    private const int Tries = 4;

    /// <summary>It makes the epoch durable before it answers, and a busy disk may take many seconds for that; to kill it is to lose what it knows.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private FolderLock? _held;

    /// <param name="start">Whether a supervisor is needed; else one that lives is enough, and so is the lock.</param>
    /// <exception cref="OvertakenException">A runner of a higher epoch was here.</exception>
    /// <exception cref="RefusedException">No supervisor can be had.</exception>
    public async Task<Admission> EnterAsync(bool start)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            _held ??= FolderLock.TryTake(folder);
            var isFree = _held is not null;
            if (isFree)
            {
                var admission = ReadSpool();
                if (!start)
                {
                    return admission;
                }

                Release();
                launcher.Start(folder);
            }
            else
            {
                FolderLock.WakeHolder(folder);
            }

            if (await KnockAsync(isFree) is { } admitted)
            {
                return admitted;
            }

            if (_held is null)
            {
                FolderLock.EndHolder(folder);
            }
        }

        throw new RefusedException(RefusalKind.Store, "TR9041", folder.Log);
    }

    public void Dispose() => Release();

    private void Release()
    {
        _held?.Dispose();
        _held = null;
    }

    /// <summary>With the lock in hand: what has no outcome is lost, for whoever watched it is dead.</summary>
    private Admission ReadSpool()
    {
        using var spool = SpoolFile.Open(folder.Spool);
        if (spool.State.Epoch > epoch)
        {
            throw new OvertakenException(epoch);
        }

        if (spool.State.Epoch < epoch)
        {
            spool.Add(new SpoolRecord.EpochTaken(epoch));
            spool.Sync();
        }

        var steps = spool.State.Steps.Select(s => new KnownStep(s.Key, s.Value is null ? StepFate.Lost : StepFate.Ended, s.Value));
        return new Admission(null, spool.State.IsWhole, [.. steps]);
    }

    /// <param name="isStarted">Whether a supervisor was just started; else who holds the lock may end, and then the lock is taken.</param>
    /// <returns>Null when nobody answers in time, or the lock is in our hand.</returns>
    private async Task<Admission?> KnockAsync(bool isStarted)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < AnswerTime)
        {
            if (Line.Connect(folder) is { } line)
            {
                return await GreetAsync(line, AnswerTime - Stopwatch.GetElapsedTime(since));
            }

            if (!isStarted && (_held = FolderLock.TryTake(folder)) is not null)
            {
                return null; // it has just ended
            }

            await Task.Delay(Pause);
        }

        return null;
    }

    private async Task<Admission?> GreetAsync(Line line, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            line.Send(new Parcel.Hello(epoch));
            switch (await line.ReceiveAsync(timeout.Token))
            {
                case Parcel.Welcome welcome:
                    return new Admission(line, welcome.IsWhole, welcome.Steps);
                case Parcel.Refused:
                    throw new OvertakenException(epoch);
            }
        }
        catch (OperationCanceledException)
        {
            // It is there and does not answer: stopped, or hung. The caller ends it.
        }
        catch
        {
            line.Dispose();
            throw;
        }

        line.Dispose();
        return null;
    }
}
