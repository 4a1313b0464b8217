using TaskRunner.Model;
using TaskRunner.Values;
using static TaskRunner.Core.Tests.Configuration.Sample;

namespace TaskRunner.Core.Tests.Configuration;

public sealed class LargePackageTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(100_000, 0)]
    [InlineData(20_000, 20_000)]
    public void The_effort_grows_with_the_number_of_tasks_and_no_faster(int silent, int asking)
    {
        var schema = Properties("{size: {type: string, default: 8Gi}, password: {type: string, x-secret: true, x-generate: {length: 8}}}");
        var tasks = new TaskDefinition[silent + asking];
        for (var i = 0; i < tasks.Length; i++)
        {
            tasks[i] = Task($"t{i}", i < silent ? null : schema);
        }

        var package = Package(null, null, tasks);
        Resolve(Package(null, null, tasks[..1]));
        var before = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var resolved = Resolve(package, Set("tasks.t5.x=1"));
        var spent = Environment.CpuUsage.TotalTime - before;
        output.WriteLine($"{silent:N0} silent and {asking:N0} asking tasks: {spent.TotalMilliseconds:N0} ms of CPU, {(GC.GetTotalAllocatedBytes() - allocated) >> 10:N0} KiB");
        Assert.Equal("TR3011", resolved.Codes());
        Assert.Equal(asking, resolved.Pending.Length);
        Assert.InRange(spent, TimeSpan.Zero, TimeSpan.FromSeconds(20)); // quadratic effort would take minutes
    }
}
