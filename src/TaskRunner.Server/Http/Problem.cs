using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using TaskRunner.Diagnostics;
using TaskRunner.Server.Routes;
using TaskRunner.Values;

namespace TaskRunner.Server.Http;

/// <summary>Every refusal as RFC 9457 says, with our codes, in the reader's language.</summary>
internal static class Problem
{
    public const string MediaType = "application/problem+json";

    public static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Usage => StatusCodes.Status400BadRequest,
        RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Locked or RefusalKind.NotAllowed => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    public static MapValue Of(int status, ImmutableArray<Diagnostic> diagnostics, MessageCatalogue texts)
    {
        var first = diagnostics.FirstOrDefault(d => d.Severity == Severity.Error) ?? diagnostics[0];
        return MapValue.Of(
            ("type", Value.From($"/explain/{first.Code}")),
            ("title", Value.From(texts.Format(first))),
            ("status", Value.From(status)),
            ("code", Value.From(first.Code)),
            ("detail", Value.From(string.Join('\n', diagnostics.Select(texts.Format)))),
            ("help", Value.From(texts.Help(first))),
            ("traceId", Value.From(Activity.Current?.TraceId.ToString())),
            ("errors", Errors(diagnostics, texts)));
    }

    /// <summary>With what a client needs to say it in words of its own.</summary>
    public static ListValue Errors(ImmutableArray<Diagnostic> diagnostics, MessageCatalogue texts) =>
        new([.. DiagnosticDocument.Of(diagnostics, texts).Items.Zip(diagnostics, (document, d) => (Value)((MapValue)document)
            .With("file", Value.From(Shown(d.Span.Source?.Name)))
            .With("excerpt", Value.From(Excerpt(d)))
            .With("arguments", new ListValue([.. d.Arguments.Select(a => (Value)Value.From(a))]))
            .With("didYouMean", Value.From(d.DidYouMean))
            .With("ownText", Value.From(d.OwnText)))]);

    /// <summary>The line an error in a package is about. Of what was sent no line is told back: it may hold secrets.</summary>
    private static string? Excerpt(Diagnostic diagnostic) =>
        diagnostic.Span.Source is { } source && InPackage(source.Name) is not null ? source.GetLine(diagnostic.Span.StartPosition.Line) : null;

    /// <summary>Where a file of a package lies on the server, unpacked or as it was sent, is nobody's business.</summary>
    private static string? Shown(string? file) => file is null ? null : InPackage(file) ?? file;

    /// <returns>The name in its package; null: it is no file of one.</returns>
    private static string? InPackage(string file)
    {
        const int digestLength = 64;
        var parts = file.Split('/');
        var digest = Array.FindIndex(parts, p => p.Length == digestLength && p.All(char.IsAsciiHexDigitLower));
        var sent = Array.FindIndex(parts, p => p.StartsWith(PackageRoutes.UploadFolder, StringComparison.Ordinal));
        var root = sent >= 0 ? sent + 1 : digest; // below the folder of what was sent there is the archive, and in it its files
        return Path.IsPathRooted(file) && root >= 0 && root < parts.Length ? string.Join('/', parts[(root + 1)..]) : null;
    }

    public static ValueTask WriteAsync(Call call, RefusedException refused, int? status = null)
    {
        var code = status ?? StatusOf(refused.Kind);
        return call.WriteAsync(JsonWriter.ToUtf8(Of(code, refused.Diagnostics, call.Texts)), MediaType, code);
    }

    public static ValueTask WriteAsync(Call call, int status, string code, params ReadOnlySpan<string> arguments) =>
        WriteAsync(call, new RefusedException(RefusalKind.Usage, code, arguments), status);

    public static ValueTask WriteAsync(Call call, OverloadException overload)
    {
        call.Http.Response.Headers.RetryAfter = overload.RetryAfter.ToString(CultureInfo.InvariantCulture);
        return WriteAsync(call, overload.Status, overload.Code, overload.Arguments);
    }

    /// <summary>For what the framework answers by itself, with a status and nothing else.</summary>
    public static ValueTask WriteBareAsync(Call call)
    {
        var http = call.Http;
        var status = http.Response.StatusCode;
        return status switch
        {
            StatusCodes.Status404NotFound => WriteAsync(call, status, "TR8506", http.Request.Path.ToString()),
            StatusCodes.Status405MethodNotAllowed => WriteAsync(call, status, "TR8507", http.Request.Method, http.Request.Path.ToString()),
            StatusCodes.Status413PayloadTooLarge => WriteAsync(call, status, "TR8508", "?"),
            _ => WriteAsync(call, status, "TR8510", status.ToString(CultureInfo.InvariantCulture)),
        };
    }
}
