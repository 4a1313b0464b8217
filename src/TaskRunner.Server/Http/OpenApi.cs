using System.Text.RegularExpressions;
using TaskRunner.Access;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http.Shapes;
using TaskRunner.Server.Routes;
using TaskRunner.Values;

namespace TaskRunner.Server.Http;

/// <summary>The OpenAPI document, made from the route table: what is called is what is described.</summary>
internal static partial class OpenApi
{
    private static readonly Lazy<ReadOnlyMemory<byte>> Document = new(() => JsonWriter.ToUtf8(Make(), indented: true));

    public static ReadOnlyMemory<byte> Utf8() => Document.Value;

    private static MapValue Make() => MapValue.Of(
        ("openapi", Value.From("3.1.0")),
        ("info", MapValue.Of(
            ("title", Value.From("TaskRunner")),
            ("version", Value.From("1")),
            ("description", Value.From("Installs and upgrades packages of tasks. Documents are those of the command line's `-o json`; errors are problem documents (RFC 9457) with the codes that `taskrunner explain` knows. See docs/server.md.")))),
        ("paths", Paths()),
        ("components", MapValue.Of(
            ("securitySchemes", MapValue.Of(
                ("token", MapValue.Of(("type", Value.From("http")), ("scheme", Value.From("bearer")))),
                ("session", MapValue.Of(("type", Value.From("apiKey")), ("in", Value.From("cookie")), ("name", Value.From(AccessGate.Cookie)))))),
            ("schemas", new MapValue([.. ShapeTable.All.OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => new MapEntry(s.Name, s.ToSchema()))])))));

    private static MapValue Paths() => RouteTable.All.GroupBy(r => r.Pattern).Aggregate(MapValue.Empty, (paths, group) => paths.With(
        group.Key, group.Aggregate(MapValue.Empty, (methods, route) => methods.With(route.Method.ToLowerInvariant(), Operation(route)))));

    private static MapValue Operation(Route route)
    {
        var operation = MapValue.Of(
            ("summary", Value.From(route.Summary)),
            ("operationId", Value.From(IdOf(route))),
            ("x-role", Value.From(route.Policy.RoleOf()?.ToWord())),
            ("security", route.Policy == RoutePolicy.Public
                ? ListValue.Empty
                : new ListValue([MapValue.Of(("token", ListValue.Empty)), MapValue.Of(("session", ListValue.Empty))])));
        Value[] parameters = [.. Parameter().Matches(route.Pattern).Select(m => Described(m.Groups[1].Value, "path", "string", true, null)),
            .. route.Query.Select(q => Described(q.Name, "query", q.Type, q.IsRequired, q.Text))];
        operation = parameters.Length == 0 ? operation : operation.With("parameters", new ListValue([.. parameters]));
        operation = Body(route) is { } body ? operation.With("requestBody", body) : operation;
        return operation.With("responses", MapValue.Of(
            ($"{route.Status}", Response("Done.", route.Status == 204 ? null : route.Produces, route.Answer)),
            ("default", Response("What went wrong.", Problem.MediaType, ProblemShapes.Problem.Name))));
    }

    private static MapValue? Body(Route route)
    {
        if (route.Consumes is { } type)
        {
            return Content(type, MapValue.Of(("type", Value.From("string")), ("format", Value.From("binary")))).With("required", Value.True);
        }

        if (route.Body.Count == 0)
        {
            return null;
        }

        var schema = MapValue.Of(
            ("type", Value.From("object")),
            ("properties", route.Body.Aggregate(MapValue.Empty, (map, field) => map.With(field.Name, Typed(field.Type, field.Text)))));
        var required = route.Body.Where(f => f.IsRequired).Select(f => (Value)Value.From(f.Name)).ToArray();
        return Content("application/json", required.Length == 0 ? schema : schema.With("required", new ListValue([.. required])));
    }

    /// <param name="description">In a word.</param>
    /// <param name="media">Its media type; null: nothing is answered.</param>
    /// <param name="answer">What is answered; null: text, or a stream of it.</param>
    private static MapValue Response(string description, string? media, string? answer)
    {
        var response = MapValue.Of(("description", Value.From(description)));
        return media is null ? response : response.With("content", MapValue.Of((media, MapValue.Of(("schema", ShapeType.ToSchema(answer ?? "string"))))));
    }

    private static MapValue Described(string name, string place, string type, bool required, string? text)
    {
        var parameter = MapValue.Of(
            ("name", Value.From(name)), ("in", Value.From(place)), ("required", Value.From(required)), ("schema", Typed(type, null)));
        return text is null ? parameter : parameter.With("description", Value.From(text));
    }

    private static MapValue Typed(string type, string? text)
    {
        var schema = ShapeType.ToSchema(type);
        return text is null ? schema : schema.With("description", Value.From(text));
    }

    private static MapValue Content(string type, MapValue schema) =>
        MapValue.Of(("content", MapValue.Of((type, MapValue.Of(("schema", schema))))));

    /// <summary><c>getRunsIdTasks</c>: stable, so that generated clients are.</summary>
    private static string IdOf(Route route) => route.Method.ToLowerInvariant() + string.Concat(
        Word().Matches(route.Pattern.Replace(Call.Prefix, "", StringComparison.Ordinal)).Select(m => char.ToUpperInvariant(m.Value[0]) + m.Value[1..]));

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
