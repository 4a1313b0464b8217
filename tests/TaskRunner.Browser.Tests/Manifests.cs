namespace TaskRunner.BrowserTests;

/// <summary>Small packages, each for one thing that happens to people.</summary>
internal static class Manifests
{
    /// <summary>Its outcome is unknown when the machine dies while it pays: it can neither be undone nor repeated.</summary>
    public const string Payment = """
        apiVersion: taskrunner/v1
        kind: Package
        name: bank
        version: 1.0.0
        tasks:
          - name: pay
            type: shell
            idempotent: false
            outputs: {receipt: {type: string}}
            spec: {execute: {run: 'echo paying; sleep 600; echo receipt=1 > "$TASKRUNNER_OUTPUT"'}}
          - {name: thank, type: shell, idempotent: true, needs: [pay], spec: {execute: {run: 'echo thanks'}}}
        """;

    /// <summary>Fails until a file is there.</summary>
    public static string Door(string file) => $$$$"""
        apiVersion: taskrunner/v1
        kind: Package
        name: doors
        version: 1.0.0
        tasks:
          - {name: before, type: shell, idempotent: true, rerun: changed, spec: {execute: {run: 'echo before'}}}
          - name: door
            type: shell
            idempotent: true
            needs: [before]
            spec: {execute: {run: 'if [ ! -f "$FILE" ]; then printf "\033[31mthe door is shut\033[0m\n" >&2; exit 4; fi'}, env: {FILE: "{{{{file}}}}"}}
          - {name: after, type: shell, idempotent: true, needs: [door], spec: {execute: {run: 'echo after'}}}
        """;

    public static string Greeting(string version) => $$$$"""
        apiVersion: taskrunner/v1
        kind: Package
        name: greeter
        version: {{{{version}}}}
        config:
          openAPIV3Schema:
            type: object
            required: [greeting]
            properties:
              greeting: {type: string, title: Greeting, x-i18n: {zh: {title: 问候语}}}
              password: {type: string, title: Password, x-secret: true, x-generate: {length: 20}}
        tasks:
          - name: greet
            type: shell
            idempotent: true
            rerun: changed
            outputs: {said: {type: string}}
            spec: {execute: {run: 'echo "said=$GREETING" > "$TASKRUNNER_OUTPUT"'}, env: {GREETING: "${{ package.config.greeting }}"}}
        """;

    /// <summary>A question of every kind: conditional, chosen, grouped, secret, drawn, one of several, listed, mapped, and anything.</summary>
    public const string Kitchen = """
        apiVersion: taskrunner/v1
        kind: Package
        name: kitchen
        version: 1.0.0
        title: {en: Kitchen, zh: 厨房}
        config:
          openAPIV3Schema:
            type: object
            required: [domain, storage]
            properties:
              domain: {type: string, title: Domain, format: hostname, description: Where people reach it., x-order: 1, x-i18n: {zh: {title: 域名, description: 访问地址}}}
              tls: {type: boolean, title: Use TLS, default: false, x-order: 2}
              certificate: {type: string, title: Certificate file, pattern: ^/, x-when: config.tls, x-order: 3}
              size: {type: string, title: Size, enum: [small, medium, large], default: small, x-order: 4}
              replicas: {type: integer, title: Replicas, minimum: 1, maximum: 5, default: 2, x-order: 5}
              admin:
                type: object
                title: Administrator
                required: [name]
                x-order: 6
                properties:
                  name: {type: string, title: Login name, minLength: 3}
                  password: {type: string, title: Password, x-secret: true, minLength: 8}
                  address: {type: object, title: Address, properties: {city: {type: string, title: City}, zip: {type: string, title: Postcode, pattern: "^[0-9]{5}$"}}}
              key: {type: string, title: Session key, x-secret: true, x-generate: {length: 32}, x-order: 7}
              storage:
                title: Storage
                x-order: 8
                type: object
                discriminator: {propertyName: kind}
                oneOf:
                  - {title: A folder, required: [kind, path], properties: {kind: {type: string, enum: [folder]}, path: {type: string, title: Path of the folder, pattern: ^/}}}
                  - {title: A bucket, required: [kind, bucket], properties: {kind: {type: string, enum: [bucket]}, bucket: {type: string, title: Name of the bucket, minLength: 3}, region: {type: string, title: Region, default: eu}}}
              users:
                type: array
                title: Users
                x-order: 9
                items: {type: object, required: [login], properties: {login: {type: string, title: Login, pattern: "^[a-z]+$"}, mail: {type: string, title: Mail}}}
              ports: {type: array, title: Ports, x-order: 10, items: {type: integer, minimum: 1024}}
              labels: {type: object, title: Labels, x-order: 11, additionalProperties: {type: string, pattern: "^[a-z]+$"}}
              notes: {type: string, title: Notes, x-widget: textarea, x-group: Advanced, x-order: 12}
              extra: {title: Anything else, x-group: Advanced, x-order: 13}
        tasks:
          - name: cook
            type: shell
            idempotent: true
            config: {openAPIV3Schema: {type: object, properties: {heat: {type: integer, title: Heat, default: 180}}}}
            outputs: {dish: {type: string}}
            spec: {execute: {run: 'echo dish=soup > "$TASKRUNNER_OUTPUT"'}}
        """;

    /// <summary>As many groups as there are, each of twenty tasks, in a binary tree; nothing but the first task begins before a file is there.</summary>
    public static string Fleet(string gate, int groups) => Wait("fleet", gate) + string.Concat(Enumerable.Range(0, groups).Select(g =>
        $"  - {{name: node{g}, type: shell, idempotent: true, needs: [{(g == 0 ? "gate" : $"node{(g - 1) / 2}")}], forEach: [{string.Join(", ", Enumerable.Range(0, 20).Select(k => $"k{k}"))}], "
        + "modes: [{name: quick, when: 'true', outputOnly: true}], spec: {execute: {run: ':'}}}\n"));

    /// <summary>Tasks that are in no group, eight beside each other.</summary>
    public static string Flat(string gate, int tasks) => Wait("flat", gate) + string.Concat(Enumerable.Range(0, tasks).Select(i =>
        $"  - {{name: task-{i}, type: shell, idempotent: true, needs: [{(i < 8 ? "gate" : $"task-{i - 8}")}], modes: [{{name: quick, when: 'true', outputOnly: true}}], spec: {{execute: {{run: ':'}}}}}}\n"));

    /// <summary>Speaks in colours, fails twice and then goes on speaking until a file is there.</summary>
    public static string Talk(string gate) => $$$$"""
        apiVersion: taskrunner/v1
        kind: Package
        name: talk
        version: 1.0.0
        tasks:
          - name: talk
            type: shell
            idempotent: true
            retry: {attempts: 3, backoff: 10ms}
            spec:
              execute: {run: 'echo >> "$GATE.tries"; n=$(wc -l < "$GATE.tries"); printf "\033[32mattempt %s\033[0m begins\n" $n; if [ "$n" -lt 3 ]; then echo "no luck in $n" >&2; exit 1; fi; i=0; while [ ! -f "$GATE" ]; do i=$((i+1)); echo "line $i"; sleep 0.05; done'}
              env: {GATE: "{{{{gate}}}}"}
          - {name: silent, type: shell, idempotent: true, needs: [talk], spec: {execute: {run: 'true'}}}
        """;

    /// <summary>Can be undone, and runs until it is stopped.</summary>
    public const string Endless = """
        apiVersion: taskrunner/v1
        kind: Package
        name: endless
        version: 1.0.0
        tasks:
          - {name: made, type: shell, idempotent: true, rollback: true, spec: {execute: {run: 'echo made'}, rollback: {run: 'echo unmade'}}}
          - {name: endless, type: shell, idempotent: true, rollback: true, needs: [made], spec: {execute: {run: 'exec sleep 600'}, rollback: {run: 'echo undone'}}}
        """;

    /// <summary>Tasks of two types, some in a group; one is skipped, one fails, and one reads a secret beside what everybody may see.</summary>
    public const string Mixed = """
        apiVersion: taskrunner/v1
        kind: Package
        name: mixed
        version: 1.0.0
        config:
          openAPIV3Schema:
            type: object
            properties:
              colour: {type: string, title: Colour}
              password: {type: string, title: Password, x-secret: true}
        tasks:
          - {name: cluster, type: kubernetes, idempotent: true, when: 'false', spec: {namespace: demo, objects: [{apiVersion: v1, kind: ConfigMap, metadata: {name: demo}}]}}
          - name: paint
            type: shell
            idempotent: true
            outputs: {colour: {type: string}}
            spec: {execute: {run: 'echo "colour=$COLOUR" > "$TASKRUNNER_OUTPUT"'}, env: {COLOUR: "${{ package.config.colour }}", KEY: "${{ package.config.password }}"}}
          - {name: node, type: shell, idempotent: true, forEach: [a, b], spec: {execute: {run: ':'}}}
          - {name: wrong, type: shell, idempotent: true, needs: [paint, node], spec: {execute: {run: 'exit 3'}}}
        """;

    /// <summary>Two services: one is a file that may go away, the other is always there.</summary>
    public static string Watched(string file) => $$$$"""
        apiVersion: taskrunner/v1
        kind: Package
        name: watched
        version: 1.0.0
        tasks:
          - name: web
            type: shell
            idempotent: true
            outputs: {url: {type: string}}
            service: {name: "${{ installation.name }}-web", type: http}
            spec:
              execute: {run: 'touch "$FILE" && echo url=http://web.example > "$TASKRUNNER_OUTPUT"'}
              status: {run: 'if [ -f "$FILE" ]; then echo ready; else echo missing; fi'}
              env: {FILE: "{{{{file}}}}"}
          - name: mail
            type: shell
            idempotent: true
            service: {name: "${{ installation.name }}-mail", type: smtp, version: 3.1.0}
            spec: {execute: {run: 'true'}, status: {run: 'echo ready'}}
        """;

    /// <summary>Its second task fails, and all is undone.</summary>
    public const string Undone = """
        apiVersion: taskrunner/v1
        kind: Package
        name: undone
        version: 1.0.0
        onFailure: {rollback: all}
        tasks:
          - {name: made, type: shell, idempotent: true, rollback: true, spec: {execute: {run: 'echo made'}, rollback: {run: 'echo unmade'}}}
          - {name: wrong, type: shell, idempotent: true, rollback: true, needs: [made], spec: {execute: {run: 'echo no amount >&2; exit 3'}, rollback: {run: 'echo undone'}}}
        """;

    private static string Wait(string name, string gate) => $$$$"""
        apiVersion: taskrunner/v1
        kind: Package
        name: {{{{name}}}}
        version: 1.0.0
        tasks:
          - {name: gate, type: shell, idempotent: true, spec: {execute: {run: 'until [ -f "$GATE" ]; do sleep 0.05; done'}, env: {GATE: "{{{{gate}}}}"}}}

        """;
}
