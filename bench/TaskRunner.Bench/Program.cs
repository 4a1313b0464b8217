using TaskRunner.Bench;

return args switch
{
    ["generate", var work, var folder, .. var rest] => Generate.Write(work, folder, rest),
    ["kernel", .. var rest] => await KernelBench.RunAsync(rest is [var count] ? int.Parse(count) : 100_000),
    ["plan", var folder] => PlanBench.Run(folder),
    ["run", var folder] => await RunBench.RunAsync(folder),
    ["store", var folder] => await StoreBench.RunAsync(folder),
    ["spawn", .. var numbers] => await Spawn.RunAsync(Number(numbers, 0, 1_000), Number(numbers, 1, 8), numbers.ElementAtOrDefault(2) ?? ""),
    ["log"] => await LogWriting.RunAsync(),
    _ => Usage(),
};

static int Number(string[] from, int at, int otherwise) =>
    at < from.Length ? int.Parse(from[at], System.Globalization.CultureInfo.InvariantCulture) : otherwise;

static int Usage()
{
    Console.Error.WriteLine("""
        usage: bench generate WORK FOLDER [SIZE]   the same graph as taskrunner.json, taskrunner.yaml, build.ninja, Makefile, commands.txt
          WORK: independent (W1), chain (W2), layers (W3), fan (W4), log (W5), plan (W6), cli (W7)
               bench kernel [TASKS]                no-op tasks in the process on a memory store (100000)
               bench plan FOLDER                   reads and plans the package there, phase by phase
               bench run FOLDER                    installs the package there with no-op tasks in this process
               bench store FOLDER                  commits, records and openings a second of a store made in FOLDER
               bench spawn [COUNT [PARALLEL [WAY]]] CPU and wall time of running `true` COUNT times (1000 at 8), all ways or one
               bench log                           a process that prints 1 GiB, against a plain redirect
        """);
    return 2;
}
