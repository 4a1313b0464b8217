namespace TaskRunner.Server.Tests;

/// <summary>Packages the tests send.</summary>
internal static class TestPackages
{
    public const string Password = "correct-horse-battery";

    /// <summary>A site with a secret, a service and two instances; what it does is in files.</summary>
    public static string Site(string version) => $$$"""
        apiVersion: taskrunner/v1
        kind: Package
        name: site
        version: {{{version}}}
        config:
          openAPIV3Schema:
            type: object
            required: [folder, password]
            properties:
              folder: {type: string, pattern: ^/}
              heading: {type: string, default: Welcome}
              password: {type: string, x-secret: true}
        tasks:
          - name: page
            type: shell
            idempotent: true
            rollback: true
            forEach: [index, about]
            outputs: {file: {type: string}}
            spec:
              execute: {run: 'echo "<h1>$HEADING</h1>" > "$FOLDER/$NAME"; echo "wrote $NAME with $PASSWORD"; echo "file=$FOLDER/$NAME" > "$TASKRUNNER_OUTPUT"'}
              rollback: {run: 'rm -f "$FOLDER/$NAME"'}
              uninstall: {run: 'rm -f "$FOLDER/$NAME"'}
              env: {FOLDER: "${{ package.config.folder }}", NAME: "${{ each.key }}", HEADING: "${{ package.config.heading }}", PASSWORD: "${{ package.config.password }}"}
          - name: publish
            type: shell
            needs: [page]
            service: {name: "${{ installation.name }}-site", type: site}
            spec:
              execute: {run: 'true'}
              status: {run: 'echo ready'}
        """;

    /// <summary>A chain of tasks that wait for a file each: <c>go-N</c> in the folder.</summary>
    public static string Gated(string folder, int tasks) => $$$"""
        apiVersion: taskrunner/v1
        kind: Package
        name: gated
        version: 1.0.0
        tasks:
        {{{string.Join('\n', Enumerable.Range(0, tasks).Select(i => $$$"""
          - name: t{{{i}}}
            type: shell
            grace: 1s
            needs: [{{{(i == 0 ? "" : $"t{i - 1}")}}}]
            spec: {execute: {run: 'echo "begin {{{i}}}"; while [ ! -e "{{{folder}}}/go-{{{i}}}" ]; do sleep 0.02; done; echo "end {{{i}}}"'}}
        """))}}}
        """;

    /// <summary>Tasks without an edge, all the same.</summary>
    public static string Many(int tasks, string command) => $$"""
        apiVersion: taskrunner/v1
        kind: Package
        name: many
        version: 1.0.0
        tasks:
        {{string.Join('\n', Enumerable.Range(0, tasks).Select(i => $"  - {{name: t{i}, type: shell, idempotent: true, spec: {{execute: {{run: '{command}'}}}}}}"))}}
        """;

    /// <summary>A task that says something on both streams before it waits for each file <c>go-N</c>.</summary>
    public static string Talking(string folder, int steps) => $$$"""
        apiVersion: taskrunner/v1
        kind: Package
        name: talking
        version: 1.0.0
        tasks:
          - name: talk
            type: shell
            spec:
              execute:
                run: 'for i in {{{string.Join(' ', Enumerable.Range(0, steps))}}}; do echo "said $i"; echo "cried $i" >&2; while [ ! -e "{{{folder}}}/go-$i" ]; do sleep 0.02; done; done'
        """;

    /// <summary>A task that fails while a file is missing, and one after it.</summary>
    public static string Failing(string folder) => """
        apiVersion: taskrunner/v1
        kind: Package
        name: failing
        version: 1.0.0
        tasks:
          - {name: check, type: shell, idempotent: true, spec: {execute: {run: 'echo looking; [ -e "@FOLDER@/there" ] || { echo "not there" >&2; exit 3; }'}}}
          - {name: after, type: shell, needs: [check], spec: {execute: {run: 'true'}}}
        """.Replace("@FOLDER@", folder, StringComparison.Ordinal);

    /// <summary>A task nobody can tell the end of: it ignores TERM and is not idempotent.</summary>
    public const string Doubtful = """
        apiVersion: taskrunner/v1
        kind: Package
        name: pay
        version: 1.0.0
        tasks:
          - {name: pay, type: shell, timeout: 500ms, grace: 100ms, outputs: {receipt: {type: string}}, spec: {execute: {run: "trap '' TERM; echo paying; while :; do sleep 0.05; done"}}}
          - {name: ship, type: shell, needs: [pay], spec: {execute: {run: 'true'}}}
        """;
}
