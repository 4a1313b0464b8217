using System.Text;

namespace TaskRunner.EndToEnd.Tests.Hostile;

/// <summary>Manifests that are deep, large, endless, ambiguous, or of the wrong shape everywhere.</summary>
internal static class HostileManifests
{
    public const string Good = """
        apiVersion: taskrunner/v1
        kind: Package
        name: good
        version: 1.0.0
        tasks:
          - {name: first, type: shell, idempotent: true, spec: {execute: {run: "true"}}}

        """;

    private const string Head = "apiVersion: taskrunner/v1\nkind: Package\nname: evil\nversion: 1.0.0\n";
    private const string Run = "spec: {execute: {run: 'true'}}";

    public static IEnumerable<HostileCase> All() => Yaml().Concat(Json()).Concat(Schemas()).Concat(Graphs()).Concat(Names()).Concat(WrongTypes()).Concat(Expressions()).Concat(Files());

    private static IEnumerable<HostileCase> Yaml()
    {
        foreach (var depth in new[] { 100, 10_000, 1_000_000 })
        {
            yield return Of($"flow-lists-{depth}", () => Head + "tasks: " + Many("[", depth) + Many("]", depth));
            yield return Of($"flow-maps-{depth}", () => Head + "tasks: " + Many("{a: ", depth) + Many("}", depth));
        }

        yield return Of("block-lists-1500", () => Head + "tasks:\n" + string.Concat(Enumerable.Range(1, 1500).Select(i => new string(' ', i) + "-\n")));
        yield return Of("dashes-100000", () => Head + "tasks:\n  " + Many("- ", 100_000) + "x");
        yield return Of("flow-never-ends", () => Head + "tasks: " + Many("[", 50_000));
        yield return Of("alias-bomb", () => "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n")) + Head);
        yield return Of("alias-to-itself", () => Head + "tasks: &a [*a]\n");
        yield return Of("alias-many", () => Head + "x-a: &a 1\nx-b: [" + Many("*a, ", 100_000) + "]\ntasks: []\n");
        yield return Of("alias-unknown", () => Head + "tasks: *nothing\n");
        yield return Of("merge-key", () => Head + "tasks:\n  - <<: {name: a, type: shell}\n");
        yield return Of("merge-to-itself", () => "x-a: &a\n  <<: *a\n" + Head + "tasks: []\n");
        yield return Of("anchor-many", () => Head + "x-a: [" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"&a{i} x, ")) + "]\ntasks: 1\n");
        yield return Of("scalar-5-mib", () => Head + "title: " + new string('x', 5 << 20) + "\ntasks: []\n");
        yield return Of("scalar-3-mib-name", () => Head.Replace("evil", new string('x', 3 << 20), StringComparison.Ordinal) + "tasks: []\n");
        yield return Of("scalar-3-mib-version", () => Head.Replace("1.0.0", "1." + new string('1', 3 << 20) + ".0", StringComparison.Ordinal) + "tasks: []\n");
        yield return Of("key-3-mib", () => Head + new string('x', 3 << 20) + ": 1\ntasks: []\n");
        yield return Of("lines-1000000", () => Head + Many("\n", 1_000_000) + "tasks: 1\n");
        yield return Of("comments-4-mib", () => Head + Many("#\n", 2_000_000) + "tasks: 1\n");
        yield return Of("keys-100000", () => Head + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"k{i}: 1\n")));
        yield return Of("key-twice", () => Head + "name: other\ntasks: []\n");
        yield return Of("key-twice-in-task", () => Head + "tasks: [{name: a, name: b, type: shell}]\n");
        yield return Of("key-twice-100000", () => Head + Many("a: 1\n", 100_000));
        yield return Of("key-twice-quoted", () => Head + "\"n\\u0061me\": other\ntasks: []\n");
        yield return Of("key-is-list", () => Head + "? [a, b]\n: c\n");
        yield return Of("tag-object", () => Head + "tasks: !!python/object/apply:os.system [\"touch /tmp/taskrunner-evil\"]\n");
        yield return Of("tag-binary", () => Head + "title: !!binary aGVsbG8=\ntasks: []\n");
        yield return Of("tag-local", () => Head + "title: !evil x\ntasks: []\n");
        yield return Of("two-documents", () => Good + "---\n" + Good);
        yield return Of("directive", () => "%YAML 9.9\n---\n" + Good);
        yield return Of("tab", () => Head + "tasks:\n\t- name: a\n");
        yield return Of("nul", () => Head + "title: \"a\0b\"\ntasks: []\n");
        yield return Of("control", () => Head + "title: a\u0001b\ntasks: []\n");
        yield return Of("quote-never-ends", () => Head + "title: \"" + Many("x\n ", 100_000));
        yield return HostileCase.Bytes("utf16", () => Encoding.Unicode.GetBytes(Good));
        yield return HostileCase.Bytes("not-utf8", () => [.. Encoding.UTF8.GetBytes(Head + "title: "), 0xff, 0xfe, .. "\ntasks: []\n"u8]);
        yield return HostileCase.Bytes("empty", () => []);
    }

    private static IEnumerable<HostileCase> Json()
    {
        const string start = """{"apiVersion": "taskrunner/v1", "kind": "Package", "name": "evil", "version": "1.0.0", """;
        foreach (var depth in new[] { 100, 100_000, 1_000_000 })
        {
            yield return HostileCase.Manifest($"json-lists-{depth}", () => start + "\"tasks\": " + Many("[", depth) + Many("]", depth) + "}", "taskrunner.json");
        }

        yield return HostileCase.Manifest("json-maps-never-end", () => start + Many("\"a\": {", 100_000), "taskrunner.json");
        yield return HostileCase.Manifest("json-key-twice", () => start + "\"name\": \"b\", \"tasks\": []}", "taskrunner.json");
        yield return HostileCase.Manifest("json-key-twice-escaped", () => start + "\"n\\u0061me\": \"b\", \"tasks\": []}", "taskrunner.json");
        yield return HostileCase.Manifest("json-number-1-mib", () => start + "\"x-n\": " + new string('9', 1 << 20) + ", \"tasks\": 1}", "taskrunner.json");
        yield return HostileCase.Manifest("json-half-surrogate", () => start + "\"title\": \"\\ud800\", \"tasks\": 1}", "taskrunner.json");
        yield return HostileCase.Manifest("json-after-the-end", () => start + "\"tasks\": []} {}", "taskrunner.json");
        yield return HostileCase.Manifest("json-comment", () => start + "/* */ \"tasks\": []}", "taskrunner.json");
        yield return HostileCase.Manifest("json-not-a-number", () => start + "\"x\": NaN}", "taskrunner.json");
    }

    private static IEnumerable<HostileCase> Schemas()
    {
        foreach (var (id, schema) in new (string, Func<string>)[]
        {
            ("ref-http", () => "$ref: 'http://127.0.0.1:1/schema.json'"), ("ref-file", () => "$ref: 'file:///etc/passwd'"), ("ref-other-file", () => "$ref: '../../schema.yaml#/a'"), ("ref-nothing", () => "$ref: '#/no/where'"),
            ("ref-itself", () => "$ref: '#'"), ("all-of-itself", () => "allOf: [{$ref: '#'}]"), ("any-of-itself", () => "anyOf: [{$ref: '#'}]"),
            ("ref-chain", () => "$ref: '#/definitions/d0', definitions: {" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"d{i}: {{$ref: '#/definitions/d{i + 1}'}}, ")) + "d5000: {type: string}}"),
            ("parts-210000", () => "type: object, properties: {" + string.Concat(Enumerable.Range(0, 210_000).Select(i => $"p{i}: {{}}, ")) + "}"),
            ("one-of-20000", () => "oneOf: [" + Many("{type: object}, ", 20_000) + "{type: nonsense}]"),
            ("enum-100000", () => "type: object, properties: {a: {enum: [" + Many("a, ", 100_000) + "b], default: c, type: nonsense}}"),
            ("pattern-broken", () => "properties: {a: {type: string, pattern: '(((('}}"), ("pattern-back-reference", () => @"properties: {a: {type: string, pattern: '^(a+)\1+$'}}"),
            ("pattern-look-behind", () => "properties: {a: {type: string, pattern: '(?<=(a+)+)b'}}"), ("pattern-too-large", () => "properties: {a: {type: string, pattern: '((((a{1000}){1000}){1000}){1000})'}}"),
            ("pattern-100-kib", () => "properties: {a: {type: string, pattern: '" + Many("(a|b)*", 20_000) + "'}}"), ("pattern-nested", () => "properties: {a: {type: string, pattern: '" + Many("(", 5000) + "a" + Many(")*", 5000) + "'}}"),
            ("pattern-backtracks", () => "properties: {a: {type: string, pattern: '^(a|a|aa)+$', default: " + new string('a', 200_000) + "!}}, required: 1"),
            ("multiple-of-zero", () => "properties: {a: {type: number, multipleOf: 0}}"), ("length-negative", () => "properties: {a: {type: string, minLength: -1}}"),
            ("required-text", () => "required: everything"), ("type-unknown", () => "type: evil"), ("types-list", () => "type: [string, evil]"), ("properties-list", () => "properties: [a]"), ("nested-1000", () => Many("properties: {a: {", 50) + "type: evil" + Many("}}", 50)),
            ("generate-endless", () => "properties: {a: {type: string, x-secret: true, x-generate: {length: 99999999999}}}"),
        })
        {
            yield return Of($"schema-{id}", () => Head + "config: {openAPIV3Schema: {" + schema() + "}}\ntasks: []\n");
        }
    }

    private static IEnumerable<HostileCase> Graphs()
    {
        yield return Of("graph-itself", () => Tasks($"{{name: a, type: shell, needs: [a], {Run}}}"));
        yield return Of("graph-two", () => Tasks($"{{name: a, type: shell, needs: [b], {Run}}}", $"{{name: b, type: shell, needs: [a], {Run}}}"));
        yield return Of("graph-circle-10000", () => Tasks([.. Enumerable.Range(0, 10_000).Select(i => $"{{name: t{i}, type: shell, needs: [t{(i + 1) % 10_000}], {Run}}}")]));
        yield return Of("graph-fan-100000", () => Tasks([.. Enumerable.Range(0, 320).Select(i => $"{{name: t{i}, type: shell, {Run}}}")])
            + "edges: [" + string.Concat(Enumerable.Range(0, 320).SelectMany(a => Enumerable.Range(0, 313).Select(b => $"{{from: t{a}, to: t{b}}}, "))) + "]\n");
        yield return Of("graph-unknown-50000", () => Tasks($"{{name: a, type: shell, needs: [{string.Concat(Enumerable.Range(0, 50_000).Select(i => $"n{i}, "))}], {Run}}}"));
        yield return Of("graph-same-name-20000", () => Tasks([.. Enumerable.Repeat($"{{name: same, type: shell, {Run}}}", 20_000)]));
        yield return Of("graph-reference-circle", () => Tasks(
            "{name: a, type: shell, outputs: {o: {type: string}}, spec: {execute: {run: 'true'}, env: {V: '${{ tasks.b.outputs.o }}'}}}",
            "{name: b, type: shell, outputs: {o: {type: string}}, spec: {execute: {run: 'true'}, env: {V: '${{ tasks.a.outputs.o }}'}}}"));
        yield return Of("definition-circle", () => Head + $"definitions: {{a: {{use: b}}, b: {{use: a}}}}\ntasks: [{{name: t, use: a, {Run}}}]\n");
        yield return Of("each-1000000", () => Tasks($"{{name: a, type: shell, forEach: [{string.Concat(Enumerable.Range(0, 400_000).Select(i => $"k{i}, "))}], {Run}, needs: [no]}}"));
        yield return Of("each-same-key", () => Tasks($"{{name: a, type: shell, forEach: [x, x], {Run}}}"));
        yield return Of("each-evil-key", () => Tasks($"{{name: a, type: shell, forEach: ['../x'], {Run}}}"));
    }

    private static IEnumerable<HostileCase> Names()
    {
        foreach (var (id, name) in new[]
        {
            ("parent", "../x"), ("absolute", "/etc"), ("empty", ""), ("dot", "."), ("dots", ".."), ("long", new string('a', 300)), ("upper", "Deploy"), ("space", "a b"), ("newline", "a\\nb"), ("dash", "-rf"),
            ("underscore", "__supervise"), ("letters", "\u0434\u0430"), ("brackets", "a[b]"), ("slash", "a/b"), ("quote", "a'b"), ("shell", "$(reboot)"), ("escape", "\\u001b[2J"),
        })
        {
            yield return Of($"task-name-{id}", () => Tasks($"{{name: \"{name}\", type: shell, {Run}}}"));
        }

        foreach (var (id, name) in new[] { ("parent", "../x"), ("absolute", "/etc"), ("empty", ""), ("long", new string('a', 300)), ("newline", "a\\nb") })
        {
            yield return Of($"package-name-{id}", () => Good.Replace("name: good", $"name: \"{name}\"", StringComparison.Ordinal));
            yield return Of($"version-{id}", () => Good.Replace("1.0.0", $"\"{name}\"", StringComparison.Ordinal));
            yield return Of($"output-name-{id}", () => Tasks($"{{name: a, type: shell, outputs: {{\"{name}\": {{type: string}}}}, {Run}}}"));
        }
    }

    private static IEnumerable<HostileCase> WrongTypes()
    {
        foreach (var (id, text) in new[] { ("list", "[]"), ("text", "hello"), ("number", "1"), ("false", "false"), ("quoted", "''") })
        {
            yield return Of($"whole-{id}", () => text);
            yield return Of($"tasks-{id}", () => Head + $"tasks: {text.Replace("[]", "[1, [], null]", StringComparison.Ordinal)}\n");
        }

        foreach (var key in new[] { "config", "global", "edges", "outputs", "requires", "upgradeFrom", "definitions", "onFailure", "title" })
        {
            yield return Of($"package-{key}-wrong", () => Good + $"{key}: [[1]]\n");
        }

        foreach (var key in new[] { "needs", "config", "modes", "outputs", "service", "files", "rollback", "idempotent", "rerun", "onUnknown", "retry", "timeout", "grace", "leftovers", "allowFailure", "when", "require", "type", "title" })
        {
            yield return Of($"task-{key}-wrong", () => Tasks($"{{name: a, {(key == "type" ? "" : "type: shell, ")}{key}: {{a: [{{b: 1}}]}}, {Run}}}"));
        }

        foreach (var (id, spec) in new[]
        {
            ("empty", "{}"), ("list", "[]"), ("execute-number", "{execute: 1}"), ("execute-list", "{execute: [a]}"), ("run-map", "{execute: {run: {a: b}}}"), ("env-list", "{execute: {run: x}, env: [A]}"),
            ("env-name", "{execute: {run: x}, env: {'A=B': c}}"), ("env-own-name", "{execute: {run: x}, env: {TASKRUNNER_STORE: /}}"), ("args-map", "{execute: {run: x, args: {a: b}}}"), ("unknown", "{execute: {run: x}, exec: y}"),
        })
        {
            yield return Of($"spec-{id}", () => Tasks($"{{name: a, type: shell, spec: {spec}}}"));
        }

        yield return Of("timeout-negative", () => Tasks($"{{name: a, type: shell, timeout: -5m, {Run}}}"));
        yield return Of("timeout-huge", () => Tasks($"{{name: a, type: shell, timeout: 99999999999999h, {Run}}}"));
        yield return Of("retry-huge", () => Tasks($"{{name: a, type: shell, idempotent: true, retry: {{attempts: 1e400}}, {Run}}}"));
        yield return Of("retry-negative", () => Tasks($"{{name: a, type: shell, idempotent: true, retry: {{attempts: -1}}, {Run}}}"));
    }

    private static IEnumerable<HostileCase> Expressions()
    {
        foreach (var (id, text) in new (string, Func<string>)[]
        {
            ("never-ends", () => "${{ package.name"), ("empty", () => "${{ }}"), ("in-itself", () => "${{ ${{ package.name }} }}"), ("parentheses-10000", () => "${{ " + Many("(", 10_000) + "1" + Many(")", 10_000) + " }}"),
            ("lists-5000", () => "${{ " + Many("[", 5_000) + Many("]", 5_000) + " }}"), ("nots-16000", () => "${{ " + Many("!", 16_000) + "true }}"), ("chain-1-mib", () => "${{ 1" + Many(" + 1", 250_000) + " }}"),
            ("unknown-function", () => "${{ system('reboot') }}"), ("unknown-name", () => "${{ environment.HOME }}"), ("secret-of-other", () => "${{ tasks.other.outputs.password }}"), ("text-never-ends", () => "${{ 'abc }}"),
            ("number-huge", () => "${{ 1e999999999 > }}"), ("templates-20000", () => Many("${{ 1 }}", 20_000) + "${{"), ("dots", () => "${{ package." + Many("a.", 5000) + "b }}"),
        })
        {
            yield return Of($"expression-{id}", () => Tasks($"{{name: a, type: shell, spec: {{execute: {{run: 'true'}}, env: {{V: \"{text()}\"}}}}}}"));
        }

        yield return Of("when-broken", () => Tasks($"{{name: a, type: shell, when: '((((', {Run}}}"));
        yield return Of("script-has-template", () => Tasks("{name: a, type: shell, spec: {execute: {run: 'rm -rf ${{ package.config.x }}'}}}"));
        yield return Plan("explodes-each", () => Tasks($"{{name: a, type: shell, forEach: '${{{{ split(package.config.x, \",\") }}}}', {Run}}}")
            .Replace("tasks:", "config: {openAPIV3Schema: {type: object, properties: {x: {type: string, default: '" + string.Concat(Enumerable.Range(0, 70_000).Select(i => $"k{i},")) + "'}}}}\ntasks:", StringComparison.Ordinal));
    }

    private static IEnumerable<HostileCase> Files()
    {
        foreach (var (id, path) in new[] { ("parent", "../../../../bin/sh"), ("absolute", "/bin/sh"), ("missing", "scripts/no.sh"), ("folder", "."), ("backslash", "..\\\\evil"), ("long", new string('a', 5000)), ("nul", "a\\0b") })
        {
            yield return Of($"script-{id}", () => Tasks($"{{name: a, type: shell, spec: {{execute: \"{path}\"}}}}"));
        }

        foreach (var (id, package) in new[] { ("itself", "."), ("parent", ".."), ("absolute", "/etc"), ("out", "../../..") })
        {
            yield return Of($"inner-{id}", () => Tasks($"{{name: a, type: package, spec: {{package: '{package}'}}}}"));
        }
    }

    private static HostileCase Of(string id, Func<string> text) => HostileCase.Manifest(id, text);

    /// <summary>Refused only when it is filled in.</summary>
    private static HostileCase Plan(string id, Func<string> text) => HostileCase.Manifest(id, text) with { Call = "plan evil PATH" };

    /// <summary>Each output is made of ten times the one before it.</summary>
    public static string Growing => Tasks([.. Enumerable.Range(0, 12).Select(i =>
        $"{{name: t{i}, type: shell, modes: [{{name: m, when: 'true', outputOnly: true, outputs: {{o: '{Many(i == 0 ? new string('x', 10) : $"${{{{ tasks.t{i - 1}.outputs.o }}}}", 10)}'}}}}], outputs: {{o: {{type: string}}}}, {Run}}}")]);

    private static string Tasks(params string[] tasks) => Head + "tasks:\n" + string.Concat(tasks.Select(t => $"  - {t}\n"));

    private static string Many(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
