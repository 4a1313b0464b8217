namespace TaskRunner.EndToEnd.Tests.Disk;

/// <summary>Three tasks after each other with three policies, a secret, and scripts of the package; each writes into the ledger what it does.</summary>
internal static class DiskPackage
{
    public static readonly string[] Tasks = ["again", "undone", "once"];

    public static string Write(DiskRecorder disk, string version)
    {
        var folder = Path.Combine(disk.Tool.Folder, "package-" + version);
        Directory.CreateDirectory(folder);
        if (!File.Exists(disk.Ledger))
        {
            File.WriteAllText(disk.Ledger, "");
        }

        File.WriteAllText(
            Path.Combine(folder, "do.sh"),
            """
            echo "begin $NAME $TASKRUNNER_RUN" >> "$LEDGER"
            echo "end $NAME $TASKRUNNER_RUN" >> "$LEDGER"
            echo "value=$NAME" > "$TASKRUNNER_OUTPUT"
            """);
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), $$"""
            apiVersion: taskrunner/v1
            kind: Package
            name: disk
            version: {{version}}
            config:
              openAPIV3Schema:
                type: object
                properties:
                  token: {type: string, x-secret: true}
            tasks:
            {{string.Join('\n', Tasks.Select((_, i) => Task(disk, i)))}}
            """);
        return folder;
    }

    private static string Task(DiskRecorder disk, int index) => $"""
          - name: {Tasks[index]}
            type: shell
            idempotent: {(index == 2 ? "false" : "true")}
            rollback: {(index == 1 ? "true" : "false")}
            needs: [{(index > 0 ? Tasks[index - 1] : "")}]
            outputs: [[value: [[type: string]]]]
            spec:
              env: [[{disk.TaskEnvironment}, NAME: {Tasks[index]}]]
              execute: do.sh
        {(index == 1 ? "      rollback: [[run: 'echo \"undo $NAME $TASKRUNNER_RUN\" >> \"$LEDGER\"']]" : "")}
        {(index == 2 ? "      probe: [[run: 'grep -qx \"end $NAME $TASKRUNNER_RUN\" \"$LEDGER\" && echo \"value=$NAME\" > \"$TASKRUNNER_OUTPUT\" || exit 3']]" : "")}
        """.Replace("[[", "{", StringComparison.Ordinal).Replace("]]", "}", StringComparison.Ordinal);
}
