using System.Globalization;

namespace TaskRunner.Stores;

/// <summary>
/// Names a process so that another one on the same kernel can tell whether it still lives: a pid alone is reused, pid and
/// start time are not within one boot, and the pid means nothing in another pid namespace (containers that share a folder).
/// </summary>
/// <param name="Host">Host name.</param>
/// <param name="BootId">Random id of this boot of the kernel; empty where there is no <c>/proc</c>.</param>
/// <param name="PidNamespace">Where the pid counts; empty where there is no <c>/proc</c>.</param>
/// <param name="Pid">Process id.</param>
/// <param name="StartTicks">Start time in kernel ticks since boot.</param>
public sealed record HostIdentity(string Host, string BootId, string PidNamespace, int Pid, long StartTicks)
{
    /// <summary>This process.</summary>
    public static HostIdentity Read()
    {
        var pid = Environment.ProcessId;
        return new HostIdentity(
            Environment.MachineName,
            File.Exists("/proc/sys/kernel/random/boot_id") ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "",
            new FileInfo("/proc/self/ns/pid").LinkTarget ?? "",
            pid,
            ReadStartTicks(pid) ?? 0);
    }

    /// <param name="runner">Random id of the runner, for people who compare logs.</param>
    /// <param name="runId">What it works on, or null.</param>
    public LeaseHolder ToHolder(string runner, string? runId) =>
        new(runner, Host, BootId, Pid, StartTicks) { PidNamespace = PidNamespace, RunId = runId };

    /// <summary>What can be said from here about another process.</summary>
    internal Liveness Judge(LeaseHolder other)
    {
        if (other.BootId != BootId)
        {
            return other.Host == Host ? Liveness.Dead : Liveness.CannotTell;
        }

        if (BootId.Length == 0 || other.PidNamespace != PidNamespace)
        {
            return Liveness.CannotTell;
        }

        return ReadStartTicks(other.Pid) == other.StartTicks ? Liveness.Alive : Liveness.Dead;
    }

    /// <summary>When a process of this boot began; null for others.</summary>
    /// <param name="other">The process.</param>
    /// <param name="clock">Its timestamps count since boot.</param>
    internal DateTimeOffset? StartOf(LeaseHolder other, TimeProvider clock)
    {
        const double TicksPerSecond = 100; // what /proc tells times in, whatever the kernel's own clock
        return other.BootId == BootId && BootId.Length > 0
            ? clock.GetUtcNow() - clock.GetElapsedTime(0) + TimeSpan.FromSeconds(other.StartTicks / TicksPerSecond)
            : null;
    }

    /// <summary>Null when there is no such process, or only its zombie.</summary>
    private static long? ReadStartTicks(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");

            // The second field is the program's name in brackets and may hold anything: count from its last bracket.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            const int State = 0, StartTime = 19;
            return fields[State] is "Z" or "X" ? null : long.Parse(fields[StartTime], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // gone, also between opening and reading (ESRCH)
        }
    }
}

internal enum Liveness
{
    Alive,
    Dead,

    /// <summary>Another host, another pid namespace: only the lease's expiry says something.</summary>
    CannotTell,
}
