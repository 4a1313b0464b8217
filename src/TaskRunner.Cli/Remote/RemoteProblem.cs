using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Cli.Remote;

/// <summary>A problem document (RFC 9457) of the server as the refusal it is made of.</summary>
internal static class RemoteProblem
{
    /// <summary>Codes whose texts only the server has.</summary>
    private const string ServersOwn = "TR85";

    public static async Task<RefusedException> ReadAsync(HttpResponseMessage answer, Uri url, Func<string, string> nameOf, CancellationToken cancellationToken)
    {
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        try
        {
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            var diagnostics = Diagnostics((JsonReader.ReadTrusted(body) as MapValue)?["errors"], nameOf);
            return diagnostics.IsEmpty
                ? new RefusedException(RefusalKind.Store, "TR8209", url.ToString(), status)
                : new RefusedException(KindOf(answer.StatusCode, diagnostics[0].Code), diagnostics);
        }
        catch (Exception e) when (e is JsonException or FormatException or HttpRequestException or IOException)
        {
            return new RefusedException(RefusalKind.Store, "TR8209", url.ToString(), status);
        }
    }

    public static ImmutableArray<Diagnostic> Diagnostics(Value? errors, Func<string, string> nameOf) =>
        errors is ListValue list ? [.. list.Items.OfType<MapValue>().Select(e => Read(e, nameOf))] : [];

    /// <summary>Why a run that waited was refused; its problem has no status.</summary>
    public static RefusalKind KindOf(string code) => IsLocked(code) ? RefusalKind.Locked : RefusalKind.NotAllowed;

    private static RefusalKind KindOf(HttpStatusCode status, string code) => status switch
    {
        HttpStatusCode.BadRequest => RefusalKind.Usage,
        HttpStatusCode.UnprocessableEntity => RefusalKind.Invalid,
        HttpStatusCode.NotFound => RefusalKind.NotFound,
        HttpStatusCode.Conflict => KindOf(code),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.PreconditionFailed or HttpStatusCode.RequestEntityTooLarge => RefusalKind.NotAllowed,
        _ => RefusalKind.Store,
    };

    private static bool IsLocked(string code) => code is "TR7021" or "TR7022" or "TR8512" or "TR8523";

    private static Diagnostic Read(MapValue error, Func<string, string> nameOf) => new(
        Text(error, "code") ?? "TR8209",
        Text(error, "severity") == "warning" ? Severity.Warning : Severity.Error,
        SpanOf(error, nameOf),
        error["arguments"] is ListValue arguments ? [.. arguments.Items.OfType<StringValue>().Select(a => a.Text)] : [])
    {
        Pointer = Text(error, "pointer"),
        DidYouMean = Text(error, "didYouMean"),
        OwnText = Text(error, "ownText") ?? (Text(error, "code")?.StartsWith(ServersOwn, StringComparison.Ordinal) == true ? Worded(error) : null),
    };

    /// <summary>The server tells the one line that is shown where it is the package's; of answers the place alone.</summary>
    private static SourceSpan SpanOf(MapValue error, Func<string, string> nameOf)
    {
        if (Text(error, "file") is not { } file)
        {
            return SourceSpan.None;
        }

        var (start, end) = (Place(error, "line", "column"), Place(error, "endLine", "endColumn"));
        var excerpt = Text(error, "excerpt") ?? new string(' ', Math.Max(0, end.Column - 1));
        var text = SourceText.FromString(nameOf(file), new string('\n', Math.Max(0, start.Line - 1)) + excerpt);
        return new SourceSpan(text, text.OffsetOf(start), text.OffsetOf(end));
    }

    private static LinePosition Place(MapValue error, string line, string column) =>
        new((int)RecordDocument.Number(error, line), (int)RecordDocument.Number(error, column));

    private static string Worded(MapValue error) => string.Join("; ", new[] { Text(error, "message"), Text(error, "help") }.OfType<string>());

    private static string? Text(MapValue map, string key) => (map[key] as StringValue)?.Text;
}
