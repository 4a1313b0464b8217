namespace TaskRunner.EndToEnd.Tests;

/// <summary>An installation <c>one</c> of one task <c>work</c>: it writes its begin into a ledger, waits for the gate, and writes its end.</summary>
internal sealed class GatedTask(Taskrunner tool)
{
    private string Ledger => Path.Combine(tool.Folder, "ledger");

    private string Gate => Path.Combine(tool.Folder, "gate");

    public string[] Lines() => File.Exists(Ledger) ? File.ReadAllLines(Ledger) : [];

    public Task OpenAsync() => File.WriteAllTextAsync(Gate, "", TestContext.Current.CancellationToken);

    /// <param name="policy">A line of the task.</param>
    public async Task KillRunnerWhileItRunsAsync(string policy)
    {
        using var runner = tool.Start("install", "one", Write(policy), "--progress", "none");
        await tool.WhenRunsAsync("work");
        await WhenBegunAsync();
        runner.Kill();
        await runner.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task WhenBegunAsync()
    {
        while (Lines().Length == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <returns>The folder of its package.</returns>
    public string Write(string policy)
    {
        var folder = Path.Combine(tool.Folder, "package");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), $$$"""
            apiVersion: taskrunner/v1
            kind: Package
            name: one
            version: 1.0.0
            tasks:
              - name: work
                type: shell
                {{{policy}}}
                outputs: {text: {type: string}}
                spec:
                  env: {LEDGER: "{{{Ledger}}}", GATE: "{{{Gate}}}"}
                  execute: {run: 'echo begin >> "$LEDGER"; until [ -e "$GATE" ]; do sleep 0.05; done; echo end >> "$LEDGER"; echo "text=by the first" > "$TASKRUNNER_OUTPUT"'}
            """);
        return folder;
    }
}
