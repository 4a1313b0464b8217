using TaskRunner.Bench;

return args switch
{
    ["generate", var work, var folder, .. var rest] => Generate.Write(work, folder, rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: bench generate WORK FOLDER [SIZE]   the same graph as taskrunner.json, taskrunner.yaml, build.ninja, Makefile, commands.txt
          WORK: independent (W1), chain (W2), layers (W3), fan (W4), log (W5), plan (W6), cli (W7)
        """);
    return 2;
}
