using System.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Core.Tests.Stores;

public sealed class HostIdentityTests
{
    private readonly HostIdentity _host = HostIdentity.Read();

    [Fact]
    public void This_process_lives_and_is_named_by_its_start_and_boot()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc: run on Linux");
        Assert.Equal(Environment.ProcessId, _host.Pid);
        Assert.True(_host.StartTicks > 0);
        Assert.Equal(36, _host.BootId.Length);
        Assert.Equal(Liveness.Alive, _host.Judge(_host.ToHolder("me", null)));
    }

    [Fact]
    public void A_process_that_ended_is_dead_even_before_its_parent_noticed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc: run on Linux");

        // The inner sleep is never waited for by the shell that became "sleep 30": it stays a zombie.
        using var parent = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "sleep 0.05 & echo $!; exec sleep 30"]) { RedirectStandardOutput = true })!;
        try
        {
            var child = int.Parse(parent.StandardOutput.ReadLine()!);
            var holder = _host.ToHolder("child", null) with { Pid = child, StartTicks = ReadStart(child) };
            Assert.True(SpinWait.SpinUntil(() => State(child) == 'Z', TimeSpan.FromSeconds(10)), "the child should have become a zombie");
            Assert.Equal(Liveness.Dead, _host.Judge(holder));
        }
        finally
        {
            parent.Kill();
        }
    }

    [Fact]
    public void The_boot_clock_goes_forward_and_agrees_with_the_kernel()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc: run on Linux");
        var before = BootClock.Instance.GetTimestamp();
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0]);
        var seconds = BootClock.Instance.GetElapsedTime(0).TotalSeconds;
        Assert.True(BootClock.Instance.GetTimestamp() > before);
        Assert.InRange(seconds, uptime - 1, uptime + 5);
    }

    private static string[] Stat(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static long ReadStart(int pid) => long.Parse(Stat(pid)[19]);

    private static char State(int pid) => Stat(pid)[0][0];
}
