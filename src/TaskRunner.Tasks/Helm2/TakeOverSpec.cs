using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>What a task says of releases of helm 2: <c>helm2: take-over</c>, or a map with more.</summary>
/// <param name="Rule">Take over, refuse or ignore.</param>
/// <param name="TillerNamespace">Where Tiller keeps its records; empty: wherever they are found.</param>
/// <param name="Storage">The kind Tiller keeps them in; empty: either.</param>
/// <param name="Removes">Whether Tiller's records are removed afterwards.</param>
/// <param name="Revisions">How many of the newest are taken over.</param>
internal sealed record TakeOverSpec(TakeOverRule Rule, string TillerNamespace = "", string Storage = "", bool Removes = false, int Revisions = TakeOverSpec.UsualRevisions)
{
    /// <summary>As many as helm 3 keeps itself.</summary>
    private const int UsualRevisions = 10;

    /// <summary>The schema of <c>spec.helm2</c>.</summary>
    public const string Schema = """
        {
          "description": "what becomes of a release of helm 2 of that name: take-over (default), refuse, ignore, or a map with more",
          "anyOf": [
            { "type": "string", "enum": ["take-over", "refuse", "ignore"] },
            { "type": "object", "additionalProperties": false, "properties": {
              "rule": { "type": "string", "enum": ["take-over", "refuse", "ignore"], "default": "take-over" },
              "tillerNamespace": { "type": "string", "minLength": 1, "description": "where Tiller keeps its records; default: wherever they are found" },
              "storage": { "type": "string", "enum": ["ConfigMap", "Secret"], "description": "what Tiller keeps them in; default: either" },
              "remove": { "type": "boolean", "default": false, "description": "remove Tiller's records when they are taken over; the store keeps a copy" },
              "revisions": { "type": "integer", "minimum": 1, "default": 10, "description": "how many of the newest are taken over" } } }
          ]
        }
        """;

    public static TakeOverSpec Of(Value? said) => said is MapValue map
        ? new TakeOverSpec(
            RuleOf(map["rule"]),
            (map["tillerNamespace"] as StringValue)?.Text ?? "",
            (map["storage"] as StringValue)?.Text ?? "",
            map["remove"] is BooleanValue { Value: true },
            map["revisions"] is NumberValue number && number.TryGetInt64(out var count) ? (int)Math.Min(count, int.MaxValue) : UsualRevisions)
        : new TakeOverSpec(RuleOf(said));

    private static TakeOverRule RuleOf(Value? said) => (said as StringValue)?.Text switch
    {
        "refuse" => TakeOverRule.Refuse,
        "ignore" => TakeOverRule.Ignore,
        _ => TakeOverRule.TakeOver,
    };
}

internal enum TakeOverRule
{
    TakeOver,
    Refuse,
    Ignore,
}
