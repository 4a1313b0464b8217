using CsCheck;
using TaskRunner.Execution;
using TaskRunner.Graphs;
using TaskRunner.Model;

namespace TaskRunner.Core.Tests.Execution;

public sealed class ScheduleTests
{
    [Fact]
    public void Every_task_is_given_once_and_none_before_those_it_waits_for() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, 150], Gen.Int[1, 9], Gen.Int).Sample((count, edges, atOnce, seed) =>
        {
            var random = new Random(seed);
            var graph = RandomGraph(random, count, edges);
            var schedule = new Schedule(graph);
            var (running, finished) = (new List<int>(), new HashSet<int>());
            while (finished.Count < count)
            {
                while (running.Count < atOnce && schedule.TryTake(out var task))
                {
                    Assert.DoesNotContain(task, running);
                    Assert.DoesNotContain(task, finished);
                    Assert.All(graph.Before(task).ToArray(), before => Assert.Contains(before, finished));
                    running.Add(task);
                }

                Assert.NotEmpty(running);
                var ended = running[random.Next(running.Count)];
                running.Remove(ended);
                finished.Add(ended);
                schedule.Finish(ended);
            }

            Assert.Equal(0, schedule.ReadyCount);
        });

    [Fact]
    public void Of_several_ready_tasks_the_lowest_number_comes_first()
    {
        var schedule = new Schedule(TaskGraph.Build(3, []));
        var order = new List<int>();
        while (schedule.TryTake(out var task))
        {
            order.Add(task);
        }

        Assert.Equal([0, 1, 2], order);
    }

    [Fact]
    public void A_schedule_that_starts_half_way_goes_on_where_the_other_stopped() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 80], Gen.Int).Sample((count, edges, seed) =>
        {
            var random = new Random(seed);
            var graph = RandomGraph(random, count, edges);
            var whole = new Schedule(graph);
            var finished = new HashSet<int>();
            var steps = random.Next(count);
            while (finished.Count < steps && whole.TryTake(out var task))
            {
                finished.Add(task);
                whole.Finish(task);
            }

            var later = new Schedule(graph, finished.Contains, _ => true);
            Assert.Equal(Drain(whole), Drain(later));
        });

    private static List<int> Drain(Schedule schedule)
    {
        var taken = new List<int>();
        while (schedule.TryTake(out var task))
        {
            taken.Add(task);
            schedule.Finish(task);
        }

        return taken;
    }

    private static TaskGraph RandomGraph(Random random, int count, int edges)
    {
        var list = new List<GraphEdge>();
        for (var i = 0; i < edges && count > 1; i++)
        {
            var (a, b) = (random.Next(count), random.Next(count));
            if (a != b)
            {
                list.Add(new GraphEdge(Math.Min(a, b), Math.Max(a, b), EdgeCondition.Succeeded));
            }
        }

        return TaskGraph.Build(count, list.ToArray());
    }
}
