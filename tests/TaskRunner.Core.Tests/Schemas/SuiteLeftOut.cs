namespace TaskRunner.Core.Tests.Schemas;

/// <summary>Groups of the JSON-Schema-Test-Suite that do not hold, each with its reason.</summary>
internal static class SuiteLeftOut
{
    public static IReadOnlyDictionary<string, string> Draft4 { get; } = All(
        ListItems(
            "additionalItems / additionalItems as schema",
            "additionalItems / array of items with no additionalItems permitted",
            "additionalItems / additionalItems are allowed by default",
            "additionalItems / additionalItems does not look in applicators, invalid case",
            "additionalItems / items validation adjusts the starting index for additionalItems",
            "additionalItems / additionalItems with heterogeneous array",
            "items / an array of schemas for items",
            "items / items and subitems",
            "items / array-form items with null instance elements",
            "ref / relative pointer ref to array",
            "uniqueItems / uniqueItems with an array of items",
            "uniqueItems / uniqueItems with an array of items and additionalItems=false",
            "uniqueItems / uniqueItems=false with an array of items",
            "uniqueItems / uniqueItems=false with an array of items and additionalItems=false"),
        NotIn30(
            "additionalProperties / additionalProperties being false does not allow other properties",
            "additionalProperties / non-ASCII pattern with additionalProperties",
            "dependencies / dependencies",
            "dependencies / multiple dependencies",
            "dependencies / multiple dependencies subschema",
            "dependencies / dependencies with escaped characters",
            "dependencies / dependent subschema incompatible with root",
            "patternProperties / patternProperties validates properties matching a regex",
            "patternProperties / multiple simultaneous patternProperties are validated",
            "patternProperties / regexes are not anchored by default and are case sensitive",
            "patternProperties / patternProperties with null valued instance properties",
            "properties / properties, patternProperties, additionalProperties interaction"),
        Remote(
            "definitions / validate definition against metaschema",
            "ref / remote ref, containing refs itself",
            "refRemote / remote ref",
            "refRemote / fragment within remote ref",
            "refRemote / ref within remote ref",
            "refRemote / base URI change",
            "refRemote / base URI change - change folder",
            "refRemote / base URI change - change folder in subschema",
            "refRemote / root ref in remote ref",
            "refRemote / Location-independent identifier in remote ref"),
        ListTypes(
            "not / not multiple types",
            "type / multiple types can be specified in an array",
            "type / type as array with one item",
            "type / type: array or object",
            "type / type: array, object or null"),
        BaseUri(
            "ref / $ref prevents a sibling id from changing the base uri",
            "ref / Recursive references between schemas",
            "ref / Location-independent identifier",
            "ref / Location-independent identifier with base URI change in subschema",
            "ref / id must be resolved against nearest parent, not just immediate parent"));

    public static IReadOnlyDictionary<string, string> Draft202012 { get; } = All(
        Remote(
            "defs / validate definition against metaschema",
            "dynamicRef / strict-tree schema, guards against misspelled properties",
            "dynamicRef / tests for implementation dynamic anchor and reference link",
            "dynamicRef / $ref and $dynamicAnchor are independent of order - $defs first",
            "dynamicRef / $ref and $dynamicAnchor are independent of order - $ref first",
            "dynamicRef / $ref to $dynamicRef finds detached $dynamicAnchor",
            "ref / remote ref, containing refs itself",
            "refRemote / remote ref",
            "refRemote / fragment within remote ref",
            "refRemote / anchor within remote ref",
            "refRemote / ref within remote ref",
            "refRemote / base URI change",
            "refRemote / base URI change - change folder",
            "refRemote / base URI change - change folder in subschema",
            "refRemote / root ref in remote ref",
            "refRemote / remote ref with ref to defs",
            "refRemote / Location-independent identifier in remote ref",
            "refRemote / retrieved nested refs resolve relative to their URI not $id",
            "refRemote / remote HTTP ref with different $id",
            "refRemote / remote HTTP ref with different URN $id",
            "refRemote / remote HTTP ref with nested absolute ref",
            "refRemote / $ref to $ref finds detached $anchor"),
        Vocabulary(
            "vocabulary / schema that uses custom metaschema with with no validation vocabulary"));

    private static (string, string)[] Remote(params string[] groups) => Because("remote references are refused: nothing is fetched", groups);

    private static (string, string)[] ListItems(params string[] groups) => Because("a list under items is not of OpenAPI 3.0", groups);

    private static (string, string)[] ListTypes(params string[] groups) => Because("lists of types are not of OpenAPI 3.0", groups);

    private static (string, string)[] NotIn30(params string[] groups) => Because("patternProperties, dependencies and additionalItems are not of OpenAPI 3.0", groups);

    private static (string, string)[] BaseUri(params string[] groups) => Because("id and its change of the base URI are not of OpenAPI 3.0", groups);

    private static (string, string)[] Vocabulary(params string[] groups) => Because("$vocabulary of a remote metaschema", groups);

    private static (string, string)[] Because(string reason, string[] groups) => [.. groups.Select(g => (g, reason))];

    private static Dictionary<string, string> All(params (string Group, string Reason)[][] lists) =>
        lists.SelectMany(l => l).ToDictionary(e => e.Group, e => e.Reason);
}
