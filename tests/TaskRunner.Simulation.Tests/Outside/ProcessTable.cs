using System.Globalization;
using TaskRunner.Journal;
using TaskRunner.Simulation.Tests.Scheduling;
using TaskRunner.TaskTypes;

namespace TaskRunner.Simulation.Tests.Outside;

/// <summary>The processes of tasks on the simulated machine: started, found by their mark, ended.</summary>
internal sealed class ProcessTable(Machine machine, World world)
{
    private static readonly TimeSpan LongestScan = TimeSpan.FromMilliseconds(80);
    private readonly List<Child> _children = [];

    public Child Start(ProcessSpec process, string starter)
    {
        var child = new Child(machine, world, JobOf(process), starter);
        _children.Add(child);
        return child;
    }

    /// <summary>Ends what carries a mark, and looks again until nothing does.</summary>
    public async ValueTask<IReadOnlyList<string>> EndMarkedAsync(string mark)
    {
        var ended = new List<string>();
        while (_children.Find(c => c.Deed.IsLiving && c.Deed.Job.Mark == mark) is { } child)
        {
            await machine.WaitAsync(machine.Draw(LongestScan));
            child.Kill(new ProcessOutcome.Signalled(9));
            ended.Add(child.Deed.ToString());
        }

        return ended;
    }

    /// <summary>Ends everything at once: the machine was switched off.</summary>
    public void EndAll() => _children.ForEach(c => c.Kill(new ProcessOutcome.Signalled(9)));

    public static ProcessSpec Spec(Job job, TimeSpan timeout, TimeSpan grace, string secret) => new()
    {
        FileName = "simulated",
        Arguments = [Text(job.Task), Text((int)job.Kind), Text(job.Number), job.Step, job.Input],
        Environment = new Dictionary<string, string> { [ProcessSpec.AttemptVariable] = job.Mark, ["SECRET"] = secret },
        WorkingDirectory = "/",
        StdoutPath = "",
        StderrPath = "",
        Timeout = timeout,
        Grace = grace,
    };

    private static Job JobOf(ProcessSpec process) => new(
        Number(process.Arguments[0]),
        (AttemptKind)Number(process.Arguments[1]),
        Number(process.Arguments[2]),
        process.Arguments[3],
        process.Environment[ProcessSpec.AttemptVariable],
        process.Arguments[4]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
