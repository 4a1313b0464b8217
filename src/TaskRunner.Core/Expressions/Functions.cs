using System.Collections.Frozen;
using System.Collections.Immutable;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>The fixed functions, by name. <c>default</c> is among the names but is an operator: it does not evaluate what it does not need.</summary>
internal static class Functions
{
    public const string Default = "default";

    private const Kinds Text = Kinds.String;

    private static readonly Shape String = new ScalarShape(ScalarKind.String);
    private static readonly Shape Boolean = new ScalarShape(ScalarKind.Boolean);

    private static readonly FrozenDictionary<string, Function> All = new Function[]
    {
        Version("semver.eq", call => VersionFunctions.Compare(call, order => order == 0), "0.0.0"),
        Version("semver.lt", call => VersionFunctions.Compare(call, order => order < 0), "0.0.0"),
        Version("semver.lte", call => VersionFunctions.Compare(call, order => order <= 0), "0.0.0"),
        Version("semver.gt", call => VersionFunctions.Compare(call, order => order > 0), "0.0.0"),
        Version("semver.gte", call => VersionFunctions.Compare(call, order => order >= 0), "0.0.0"),
        Version("semver.satisfies", VersionFunctions.Satisfies, "*"),
        new("contains", [Text | Kinds.List | Kinds.Map, Kinds.Any], 2, Boolean, ListFunctions.Contains)
        {
            SecondByFirst = first => first.HasFlag(Kinds.List) ? Kinds.Any : Text,
        },
        new("join", [Kinds.List, Text], 1, String, ListFunctions.Join),
        new("split", [Text, Text], 2, new ListShape(String), ListFunctions.Split),
        new("length", [Text | Kinds.List | Kinds.Map], 1, new ScalarShape(ScalarKind.Number), ListFunctions.Length) { Shallow = true },
        new("startsWith", [Text, Text], 2, Boolean, call => Value.From(call.Text(0).StartsWith(call.Text(1), StringComparison.Ordinal))),
        new("endsWith", [Text, Text], 2, Boolean, call => Value.From(call.Text(0).EndsWith(call.Text(1), StringComparison.Ordinal))),
        new("lower", [Text], 1, String, TextFunctions.Lower),
        new("upper", [Text], 1, String, TextFunctions.Upper),
        new("trim", [Text], 1, String, TextFunctions.Trim),
        new("replace", [Text, Text, Text], 3, String, TextFunctions.Replace),
        new("base64", [Text], 1, String, TextFunctions.Base64),
        new("sha256", [Text], 1, String, TextFunctions.Sha256),
        new("toJson", [Kinds.Any], 1, String, TextFunctions.ToJson),
        new("fromJson", [Text], 1, Shape.Any, TextFunctions.FromJson),
    }.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    public static ImmutableArray<string> Names { get; } = [Default, .. All.Keys.Order(StringComparer.Ordinal)];

    public static Function? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>Whether functions' names begin with this and a dot.</summary>
    public static bool IsFamily(string name) => name == "semver";

    private static Function Version(string name, FunctionBody body, string sample) =>
        new(name, [Text, Text], 2, Boolean, body) { Samples = [Value.From("0.0.0"), Value.From(sample)] };
}
