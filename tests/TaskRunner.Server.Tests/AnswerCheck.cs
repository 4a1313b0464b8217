using System.Collections.Concurrent;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Server.Http;
using TaskRunner.Server.Http.Shapes;
using TaskRunner.Server.Routes;
using TaskRunner.Values;

namespace TaskRunner.Server.Tests;

/// <summary>Holds every JSON answer that any test gets against what the OpenAPI document says of it; there, nothing may be in it that is not said.</summary>
internal sealed class AnswerCheck(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Json = "application/json";
    private static readonly MapValue Document = (MapValue)JsonReader.ReadTrusted(OpenApi.Utf8().Span);
    private static readonly ConcurrentDictionary<string, Schema> Schemas = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.Content.Headers.ContentType?.MediaType is Json or Problem.MediaType)
        {
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
            Check(request.Method.Method, request.RequestUri!.AbsolutePath, (int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        }

        return answer;
    }

    public static void Check(string method, string path, int status, byte[] body)
    {
        var type = status >= 400 ? ProblemShapes.Problem.Name : RouteTable.All.FirstOrDefault(r => r.Method == method && Matches(r.Pattern, path))?.Answer;
        Assert.True(type is not null, $"{method} {path} answers JSON and does not say so");
        var result = SchemaOf(type).Evaluate(JsonReader.ReadTrusted(body));
        var errors = string.Join('\n', result.Errors.Select(e => $"{e.Pointer}: {MessageCatalogue.English.Format(e)}"));
        Assert.True(result.IsValid, $"{method} {path} is no {type}: {errors}\n{Encoding.UTF8.GetString(body)}");
    }

    /// <summary>With the definitions it refers to, and closed: a key that is not described breaks it.</summary>
    private static Schema SchemaOf(string answer) => Schemas.GetOrAdd(answer, static type =>
    {
        var named = (MapValue)((MapValue)Document["components"]!)["schemas"]!;
        var problems = new DiagnosticBag();
        var schema = Schema.Load(
            ShapeType.ToSchema(type).With("components", MapValue.Of(("schemas", new MapValue([.. named.Entries.Select(e => new MapEntry(e.Key, Closed((MapValue)e.Value)))])))),
            problems,
            SchemaDialect.Draft202012);
        Assert.False(problems.HasErrors, string.Join('\n', problems.Items.Select(MessageCatalogue.English.Format)));
        return schema!;
    });

    private static MapValue Closed(MapValue shape) => shape.With("additionalProperties", Value.False);

    private static bool Matches(string pattern, string path)
    {
        var (wanted, given) = (pattern.Split('/'), path.Split('/'));
        return wanted.Length == given.Length && wanted.Zip(given).All(p => p.First.StartsWith('{') || p.First == p.Second);
    }
}
