using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Tests.Processes;

public sealed class ControlGroupsTests
{
    private const string Version1 = "34 31 0:31 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory";

    [Theory]
    [InlineData("30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw", "0::/user.slice/me", "/sys/fs/cgroup/user.slice/me")]
    [InlineData("41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw", "0::/", "/sys/fs/cgroup/unified")]
    [InlineData("41 31 0:38 /box/7 /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw", "0::/box/7/inner", "/sys/fs/cgroup/inner")]
    [InlineData("41 31 0:38 /box/7 /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw", "0::/box/7", "/sys/fs/cgroup")]
    [InlineData("41 31 0:38 / /mnt/my\\040groups rw,relatime - cgroup2 none rw", "0::/a", "/mnt/my groups/a")]
    public void Our_own_group_is_found_wherever_the_hierarchy_is_mounted(string mount, string own, string expected) =>
        Assert.Equal(expected, ControlGroups.Locate([Version1, mount], ["4:memory:/elsewhere", own])?.Own);

    [Theory]
    [InlineData("41 31 0:38 /box/7 /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw", "0::/box/70")]
    [InlineData("41 31 0:38 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw", "0::/../outside")]
    [InlineData(Version1, "0::/")]
    [InlineData("41 31 0:38 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw", "4:memory:/")]
    public void There_is_none_where_ours_lies_outside_or_only_version_1_is_mounted(string mount, string own) =>
        Assert.Null(ControlGroups.Locate([mount], [own]));

    [Fact]
    public async Task Nothing_of_it_remains_after_the_process()
    {
        using var bench = new Workbench();
        await bench.ShAsync("setsid sleep 1000 &");
        Assert.Empty(ControlGroups.Of(AttemptMark.Of(bench.AttemptId, "")));
    }

    [Fact]
    public void A_group_is_found_by_its_own_attempt_only_and_removed_with_the_groups_inside_of_it()
    {
        var attempt = Guid.NewGuid().ToString("N") + ".3.1";
        if (ControlGroups.Make(attempt) is not { } group)
        {
            Assert.Skip("no control group (version 2) may be made here; run as root or in a delegated group (systemd-run --user -p Delegate=yes)");
            return;
        }

        Assert.Single(ControlGroups.Of(attempt));
        Assert.Empty(ControlGroups.Of(attempt[..^2]));
        Directory.CreateDirectory(Path.Combine(group.Path, "inner", "most"));
        Assert.True(group.TryRemove());
        Assert.Empty(ControlGroups.Of(attempt));
    }
}
