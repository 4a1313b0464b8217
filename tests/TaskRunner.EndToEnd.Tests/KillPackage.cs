namespace TaskRunner.EndToEnd.Tests;

/// <summary>A package whose tasks write what they do into a ledger outside of the store, each line in one append.</summary>
internal sealed record KillPackage(string Folder, string Ledger, IReadOnlyList<KillPackage.KillTask> Tasks)
{
    private const string Execute =
        """echo "begin $NAME" >> "$LEDGER"; sleep 0.05; echo "end $NAME" >> "$LEDGER"; echo "value=$NAME" > "$TASKRUNNER_OUTPUT" """;

    private const string Undo = """echo "undo $NAME" >> "$LEDGER" """;

    private const string Probe =
        """
        if grep -qx "end $NAME" "$LEDGER"; then echo "value=$NAME" > "$TASKRUNNER_OUTPUT"; elif grep -qx "begin $NAME" "$LEDGER"; then exit 1; else exit 3; fi
        """;

    /// <summary>A task; every policy stands beside every other.</summary>
    internal sealed record KillTask(string Name, bool Rollback, bool IsIdempotent, bool HasProbe, string[] Needs);

    public static KillPackage Write(string root)
    {
        KillTask[] tasks =
        [
            new("first", false, true, false, []),
            new("paid", false, false, false, ["first"]),
            new("probed", false, false, true, ["first"]),
            new("undoable", true, false, false, ["first"]),
            new("both", true, true, false, ["paid"]),
            new("middle", false, true, false, ["probed", "undoable"]),
            new("late", false, false, true, ["middle"]),
            new("last", true, true, false, ["both", "late"]),
        ];
        var folder = Path.Combine(root, "package");
        Directory.CreateDirectory(folder);
        var ledger = Path.Combine(root, "ledger");
        File.WriteAllText(ledger, "");
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), Manifest(tasks, ledger));
        return new KillPackage(folder, ledger, tasks);
    }

    public List<string> ReadLedger() => [.. File.ReadAllLines(Ledger)];

    private static string Manifest(KillTask[] tasks, string ledger) => $$"""
        apiVersion: taskrunner/v1
        kind: Package
        name: kill
        version: 1.0.0
        tasks:
        {{string.Join('\n', tasks.Select(t => Task(t, ledger)))}}
        """;

    private static string Task(KillTask task, string ledger) => $"""
          - name: {task.Name}
            type: shell
            rollback: {(task.Rollback ? "true" : "false")}
            idempotent: {(task.IsIdempotent ? "true" : "false")}
            needs: [{string.Join(", ", task.Needs)}]
            outputs: [[value: [[type: string]]]]
            spec:
              env: [[LEDGER: "{ledger}", NAME: {task.Name}]]
              execute: [[run: '{Execute}']]
        {(task.Rollback ? $"      rollback: [[run: '{Undo}']]" : "")}
        {(task.HasProbe ? $"      probe: [[run: '{Probe}']]" : "")}
        """.Replace("[[", "{", StringComparison.Ordinal).Replace("]]", "}", StringComparison.Ordinal);
}
