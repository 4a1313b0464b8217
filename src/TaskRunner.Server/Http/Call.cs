using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Server.Access;
using TaskRunner.Values;

namespace TaskRunner.Server.Http;

/// <summary>One request on its way: what was asked, by whom, and how the answer is written.</summary>
internal sealed class Call(HttpContext http, ServerParts server, Caller? caller)
{
    public const string Prefix = "/api/v1";

    public HttpContext Http => http;

    public ServerParts Server => server;

    public CancellationToken Aborted => http.RequestAborted;

    public MessageCatalogue Texts => server.TextsFor(http.Request);

    /// <summary>Where a change is written down; the pipeline sets it before the route's own work begins.</summary>
    public AuditTrail Audit { get; set; } = null!;

    /// <summary>Who asks; routes that anybody may call have nobody.</summary>
    public Caller Caller => caller ?? throw new InvalidOperationException("a route without a role has no caller; this is a bug");

    /// <summary>The server's workbench in the caller's name and language.</summary>
    public Workbench Bench => server.Bench with { User = caller?.Name ?? server.Bench.User, Language = Texts.Language };

    /// <summary>A segment of the path; a slash within it comes as %2F.</summary>
    public string this[string name] =>
        ((string)http.Request.RouteValues[name]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    public string? Query(string name) => http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <exception cref="RefusedException">It is no number in the range.</exception>
    public int Number(string name, int fallback, int most) => (int)Number(name, (long)fallback, most);

    /// <exception cref="RefusedException">It is no number in the range.</exception>
    public long Number(string name, long fallback, long most)
    {
        if (Query(name) is not { } text)
        {
            return fallback;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new RefusedException(RefusalKind.Usage, "TR8516", name, text);
    }

    public bool Flag(string name) => Query(name) is "1" or "true";

    /// <summary>The JSON object of the body; an empty one where there is no body.</summary>
    /// <exception cref="RefusedException">It is not a JSON object.</exception>
    public async ValueTask<MapValue> ReadAsync()
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, Aborted).ConfigureAwait(false);
        if (buffer.Length == 0)
        {
            return MapValue.Empty;
        }

        var diagnostics = new DiagnosticBag();
        var value = JsonReader.Read(SourceText.FromUtf8("body", buffer.ToArray()), diagnostics);
        diagnostics.ThrowIfErrors(RefusalKind.Usage);
        return value as MapValue ?? throw new RefusedException(RefusalKind.Usage, "TR8509");
    }

    public ValueTask WriteAsync(Value document, int status = StatusCodes.Status200OK) =>
        WriteAsync(JsonWriter.ToUtf8(document), "application/json", status);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> body, string type, int status = StatusCodes.Status200OK)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, Aborted).ConfigureAwait(false);
    }

    public ValueTask NoContentAsync()
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return ValueTask.CompletedTask;
    }
}
