using Microsoft.AspNetCore.Http;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Settings;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>The deployment team's global configuration.</summary>
internal static class GlobalRoutes
{
    private const string Path = Call.Prefix + "/global-configuration";
    private const int MostBytes = 4 << 20;

    public static Route[] All { get; } =
    [
        new("GET", Path, RoutePolicy.Viewer, "The global configuration; its digest is its ETag.", GetAsync) { Answer = "GlobalConfiguration" },
        new("PUT", Path, RoutePolicy.Admin, "Replaces it: YAML or JSON. With If-Match only where it is still that one.", PutAsync)
        {
            Answer = "GlobalConfiguration",
            Audit = "global.set",
            Consumes = "application/yaml",
        },
    ];

    private static async ValueTask GetAsync(Call call) => await ShowAsync(call, await new GlobalGetOperation(call.Bench).RunAsync(call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);

    private static ValueTask ShowAsync(Call call, MapValue global)
    {
        var digest = ValueDigest.Of(global);
        call.Http.Response.Headers.ETag = $"\"{digest}\"";
        return call.WriteAsync(MapValue.Of(
            ("text", Value.From(JsonWriter.ToText(global, indented: true))),
            ("value", global),
            ("digest", Value.From(digest))));
    }

    private static async ValueTask PutAsync(Call call)
    {
        using var buffer = new MemoryStream();
        await call.Http.Request.Body.CopyToAsync(buffer, call.Aborted).ConfigureAwait(false);
        var isJson = call.Http.Request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;
        var source = SourceText.FromUtf8("global", buffer.ToArray());
        var diagnostics = new DiagnosticBag();
        var value = isJson ? JsonReader.Read(source, diagnostics) : YamlReader.Read(source, diagnostics, MostBytes);
        diagnostics.ThrowIfErrors();
        var wanted = call.Http.Request.Headers.IfMatch.ToString().Trim('"');
        var now = ValueDigest.Of(await new GlobalGetOperation(call.Bench).RunAsync(call.Aborted).ConfigureAwait(false));
        if (wanted.Length > 0 && wanted != now)
        {
            await Problem.WriteAsync(call, StatusCodes.Status412PreconditionFailed, "TR8513").ConfigureAwait(false);
            return;
        }

        await new GlobalSetOperation(call.Bench).RunAsync(
            value ?? MapValue.Empty, call.Aborted, () => call.Audit.WriteAsync("global.set", null, null)).ConfigureAwait(false);
        await GetAsync(call).ConfigureAwait(false);
    }
}
