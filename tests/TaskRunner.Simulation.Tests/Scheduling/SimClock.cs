namespace TaskRunner.Simulation.Tests.Scheduling;

/// <summary>The clock as a process of the simulated machine sees it: timestamps count since boot, the wall clock is what people set it to.</summary>
internal sealed class SimClock(Machine machine, SimProcess process) : TimeProvider
{
    private static readonly DateTimeOffset Boot = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => WallOf(machine);

    public override long GetTimestamp() => machine.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(machine, process, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public static DateTimeOffset WallOf(Machine machine) => Boot + machine.Now + machine.WallShift;

    /// <summary>Fires in its process: when that is stopped, after it continues; when that is dead, never.</summary>
    private sealed class Timer(Machine machine, SimProcess process, Action fire) : ITimer
    {
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Arm(++_setting, dueTime, period);
            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Arm(int setting, TimeSpan wait, TimeSpan period)
        {
            if (wait != Timeout.InfiniteTimeSpan)
            {
                machine.After(wait, () => Elapse(setting, period));
            }
        }

        private void Elapse(int setting, TimeSpan period)
        {
            if (setting != _setting || !process.IsAlive)
            {
                return;
            }

            if (period > TimeSpan.Zero)
            {
                Arm(setting, period, period);
            }

            process.Post(_ => Fire(setting), null);
        }

        private void Fire(int setting)
        {
            if (setting == _setting)
            {
                fire();
            }
        }
    }
}
