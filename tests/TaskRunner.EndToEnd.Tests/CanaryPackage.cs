namespace TaskRunner.EndToEnd.Tests;

/// <summary>A package that asks for a secret by every way there is, and whose scripts shout all of them in every form.</summary>
internal static class CanaryPackage
{
    private const string Manifest = """
        apiVersion: taskrunner/v1
        kind: Package
        name: canary
        version: 1.0.0
        onFailure: {rollback: all}
        global:
          openAPIV3Schema:
            type: object
            properties:
              byReference: {type: string, x-secret: true}
              literal: {type: string, x-secret: true}
        config:
          openAPIV3Schema:
            type: object
            required: [byEnv, byFile, byExec, bySet]
            properties:
              mode: {type: string, default: good}
              out: {type: string}
              inFile: {type: string, x-secret: true}
              bySet: {type: string, x-secret: true}
              bySetFile: {type: string, x-secret: true}
              byEnv: {type: string, x-secret: true}
              byFile: {type: string, x-secret: true}
              byExec: {type: string, x-secret: true}
              byStore: {type: string, x-secret: true}
              drawn: {type: string, x-secret: true, x-generate: {length: 24}}
              number: {type: integer, x-secret: true}
              map: {type: string, x-secret: true}
        definitions:
          loud:
            type: shell
            rollback: true
            spec:
              env:
                IN_FILE: "${{ package.config.inFile }}"
                BY_SET: "${{ package.config.bySet }}"
                BY_SET_FILE: "${{ package.config.bySetFile }}"
                BY_ENV: "${{ package.config.byEnv }}"
                BY_FILE: "${{ package.config.byFile }}"
                BY_EXEC: "${{ package.config.byExec }}"
                BY_STORE: "${{ package.config.byStore }}"
                DRAWN: "${{ package.config.drawn }}"
                NUMBER: "${{ package.config.number }}"
                MAP: "${{ package.config.map }}"
                GLOBAL_REF: "${{ global.byReference }}"
                GLOBAL_LITERAL: "${{ global.literal }}"
                URL: "postgres://app:${{ package.config.byEnv }}@db/shop?x=${{ base64(package.config.byFile) }}"
                DIGEST: "${{ sha256(package.config.byExec) }}"
                OUT: "${{ package.config.out }}"
                MODE: "${{ package.config.mode }}"
              execute: scripts/execute.sh
              rollback: scripts/shout.sh
              probe: scripts/probe.sh
        tasks:
          - name: make
            use: loud
            outputs:
              token: {type: string, x-secret: true}
              copy: {type: string}
              encoded: {type: string}
              plain: {type: string}
            service: {name: "${{ installation.name }}-svc", version: "1-${{ package.config.bySet }}"}
          - name: hand-on
            use: loud
            needs: [make]
            spec: {env: {TOKEN: "${{ tasks.make.outputs.token }}", COPY: "${{ tasks.make.outputs.copy }}"}}
          - name: contract
            use: loud
            needs: [hand-on]
            when: package.config.mode != 'good'
            outputs: {number: {type: integer}}
          - name: fail
            use: loud
            needs: [contract]
            spec: {env: {FAIL: "yes"}}
        outputs: {token: "${{ tasks.make.outputs.token }}", made: "of ${{ tasks.make.outputs.copy }}"}
        """;

    /// <summary>Everything in every form a shell can make without further tools, on both streams, whole and in halves.</summary>
    private const string Shout = """
        #!/bin/sh
        shout() {
          printf 'raw %s end\n' "$1"; printf 'raw %s end\n' "$1" >&2
          printf %s "$1" | base64; printf 'x%s' "$1" | base64 | tr -d '\n'; echo; printf 'xy%s' "$1" | base64 | tr -d '\n'; echo
          printf %s "$1" | od -An -tx1 | tr -d ' \n'; echo
          half=$(printf %s "$1" | cut -c1-4 | head -n 1); printf %s "$half"; sleep 0.01; printf '%s\n' "${1#"$half"}"
        }
        for name in IN_FILE BY_SET BY_SET_FILE BY_ENV BY_FILE BY_EXEC BY_STORE DRAWN NUMBER MAP GLOBAL_REF GLOBAL_LITERAL URL DIGEST TOKEN COPY; do
          eval "value=\${$name-}"
          [ -z "$value" ] || shout "$value"
        done
        env; env >&2
        cat "$TASKRUNNER_INPUT"
        [ -z "${TASKRUNNER_OUTPUTS-}" ] || cat "$TASKRUNNER_OUTPUTS"
        set -x
        : "$BY_SET" "$BY_SET_FILE" "$BY_ENV" "$BY_STORE" "${TOKEN-}"
        set +x
        if command -v bash >/dev/null; then bash -c 'printf "%q\n" "$BY_SET" "$BY_ENV" "$BY_SET_FILE"; set -x; : "$BY_SET_FILE"'; fi

        """;

    private const string Execute = Shout + """
        killrunner() { for p in /proc/[0-9]*; do if tr '\0' ' ' < "$p/cmdline" | grep -q ' install three '; then kill -9 "${p#/proc/}"; fi; done; }
        printf %s "$DRAWN" > "$OUT/drawn"
        if [ "$MODE" = killed ] && [ "$TASKRUNNER_TASK" = make ] && [ ! -e "$OUT/killed" ]; then : > "$OUT/killed"; killrunner; kill -9 $PPID; sleep 60; fi
        case "$TASKRUNNER_TASK" in
          make)
            token="made-by-the-script-$$-Zq8"; printf %s "$token" > "$OUT/token"; echo "made $token"; printf %s "$token" | base64
            { echo "token=$token"; echo "copy=$BY_ENV"; echo "encoded=$(printf %s "$BY_FILE" | base64 | tr -d '\n')"; echo "plain=7"; echo "surplus=$BY_SET"; } > "$TASKRUNNER_OUTPUT" ;;
          contract) echo "number=$BY_STORE" > "$TASKRUNNER_OUTPUT" ;;
        esac
        if [ -n "${FAIL-}" ] && [ "$MODE" = bad ]; then echo "cannot log in with $BY_FILE" >&2; exit 1; fi
        exit 0

        """;

    private const string Probe = Shout + "exit 5\n";

    public static string Write(string root)
    {
        var folder = Path.Combine(root, "package");
        Directory.CreateDirectory(Path.Combine(folder, "scripts"));
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), Manifest);
        File.WriteAllText(Path.Combine(folder, "scripts", "execute.sh"), Execute);
        File.WriteAllText(Path.Combine(folder, "scripts", "shout.sh"), Shout);
        File.WriteAllText(Path.Combine(folder, "scripts", "probe.sh"), Probe);
        return folder;
    }
}
