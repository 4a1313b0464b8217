using System.Text.Json;
using System.Text.Json.Nodes;

namespace TaskRunner.BrowserTests;

/// <summary>
/// A package whose every free text is hostile: titles of itself and its tasks, descriptions, choices, defaults and groups of its questions,
/// keys of instances, what its tasks print, fail with and give out, and so its service. Written as JSON, which is YAML.
/// </summary>
internal static class HostilePackage
{
    private const string Script =
        """
        cat "$TASKRUNNER_PACKAGE/payloads"
        head -c 3000000 /dev/zero | tr '\0' 'L'; echo
        cat "$TASKRUNNER_PACKAGE/outputs.json" > "$TASKRUNNER_OUTPUT"
        """;

    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var payloads = Payloads.All;
        File.WriteAllLines(Path.Combine(folder, "payloads"), payloads);
        File.WriteAllText(Path.Combine(folder, "outputs.json"), new JsonObject { ["all"] = List(payloads) }.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "say.sh"), Script);
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), Manifest(payloads).ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    private static JsonObject Manifest(IReadOnlyList<string> payloads) => new()
    {
        ["apiVersion"] = "taskrunner/v1",
        ["kind"] = "Package",
        ["name"] = "hostile",
        ["version"] = "1.0.0",
        ["title"] = payloads[0],
        ["config"] = new JsonObject
        {
            ["openAPIV3Schema"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject([.. payloads.Select((payload, i) => KeyValuePair.Create($"q{i}", (JsonNode?)Question(payload, i)))]),
            },
        },
        ["outputs"] = new JsonObject { ["all"] = "${{ tasks.say.outputs.all }}" },
        ["tasks"] = new JsonArray(
        [
            new JsonObject
            {
                ["name"] = "say",
                ["type"] = "shell",
                ["idempotent"] = true,
                ["title"] = payloads[1],
                ["service"] = new JsonObject { ["name"] = "hostile-web", ["type"] = "http" },
                ["files"] = new JsonArray("payloads", "outputs.json"),
                ["outputs"] = new JsonObject { ["all"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } } },
                ["spec"] = new JsonObject { ["execute"] = "say.sh" },
            },
            new JsonObject
            {
                ["name"] = "each",
                ["type"] = "shell",
                ["idempotent"] = true,
                ["allowFailure"] = true,
                ["forEach"] = List(Payloads.All.Where(CanBeKey)),
                ["spec"] = new JsonObject
                {
                    ["execute"] = new JsonObject { ["run"] = "printf '%s\\n' \"$WHO\" >&2; exit 3" },
                    ["env"] = new JsonObject { ["WHO"] = "${{ each.key }}" },
                },
            },
            .. payloads.Select(Titled),
        ]),
    };

    /// <summary>A package that refuses every plan, and says what it says.</summary>
    public static string Refuser() => new JsonObject
    {
        ["apiVersion"] = "taskrunner/v1",
        ["kind"] = "Package",
        ["name"] = "refuser",
        ["version"] = "1.0.0",
        ["title"] = Localized(Payloads.All[2]),
        ["tasks"] = new JsonArray([.. Payloads.All.Take(25).Select((p, i) => (JsonNode?)new JsonObject
        {
            ["name"] = $"t{i}",
            ["type"] = "shell",
            ["require"] = new JsonArray(new JsonObject { ["that"] = "false", ["message"] = Localized(p) }),
            ["spec"] = new JsonObject { ["execute"] = new JsonObject { ["run"] = "true" } },
        })]),
    }.ToJsonString();

    /// <summary>No package at all: each key of it is one that nobody knows.</summary>
    public static string Nonsense() => new JsonObject(
        [.. Payloads.All.Take(20).Select(p => KeyValuePair.Create(p, (JsonNode?)p)), KeyValuePair.Create("apiVersion", (JsonNode?)"taskrunner/v1"), KeyValuePair.Create("kind", (JsonNode?)"Package")]).ToJsonString();

    private static JsonObject Localized(string text) => new() { ["en"] = text, ["zh"] = text };

    private static JsonNode Titled(string payload, int index) => new JsonObject
    {
        ["name"] = $"titled-{index}",
        ["type"] = "shell",
        ["idempotent"] = true,
        ["title"] = Localized(payload),
        ["modes"] = new JsonArray(new JsonObject { ["name"] = "quick", ["when"] = "true", ["outputOnly"] = true }),
        ["spec"] = new JsonObject { ["execute"] = new JsonObject { ["run"] = ":" } },
    };

    /// <summary>What the format allows as a key: anything but what would be taken for a path.</summary>
    private static bool CanBeKey(string text) => text.Length <= 128 && text.IndexOfAny(['[', ']', '/', '\\']) < 0 && !text.Any(char.IsControl);

    private static JsonObject Question(string payload, int index)
    {
        var question = new JsonObject { ["type"] = "string", ["title"] = $"{index} {payload}", ["description"] = payload, ["default"] = payload };
        if (index % 5 == 0)
        {
            question["enum"] = new JsonArray(payload, "other");
        }

        if (index % 7 == 0)
        {
            question["x-group"] = payload;
        }

        return question;
    }

    private static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode?)JsonValue.Create(t))];
}
