using Microsoft.AspNetCore.Http;
using TaskRunner.Access;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Server.Http;
using TaskRunner.Server.Routes;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Server.Access;

/// <summary>
/// Writes into the audit who was turned away, within bounds: whoever knocks ten thousand times must not fill the store. In a minute the
/// same is written once and twenty in all; how many more there were is written with the first of a later minute.
/// </summary>
internal sealed class DenialLog(Workbench bench, Action<ServerNotice> notify)
{
    private const int MostAMinute = 20;
    private const int LongestSubject = 200;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly HashSet<(string Who, string From, string What, string Code)> _written = [];
    private long _began = bench.Time.GetTimestamp();
    private long _more;

    /// <param name="call">What was asked, of which nothing but the route is kept.</param>
    /// <param name="caller">Who it was, where that is known.</param>
    /// <param name="refusal">Why they were turned away.</param>
    public async ValueTask NoteAsync(Call call, Caller? caller, Refusal refusal)
    {
        var request = call.Http.Request;
        var what = $"{request.Method} {call.Http.GetEndpoint()?.Metadata.GetMetadata<Route>()?.Pattern ?? "?"}";
        var (who, from) = (caller?.Name ?? "-", call.Http.Connection.RemoteIpAddress?.ToString());
        var (isWanted, more) = Count((who, from ?? "", what, refusal.Code));
        if (!isWanted)
        {
            return;
        }

        try
        {
            if (more > 0)
            {
                await bench.Store.AppendAuditAsync(Record("-", "-", "denied.more", null, $"{more}", null), CancellationToken.None).ConfigureAwait(false);
            }

            var detail = MessageCatalogue.English.Format(new Diagnostic(refusal.Code, Severity.Error, SourceSpan.None, [.. refusal.Arguments.Select(a => Short(BearerSecret.Hide(a)))]));
            await bench.Store.AppendAuditAsync(Record(who, caller?.Role.ToWord() ?? "-", "denied", what, $"{refusal.Code} {detail}", from), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Nothing was done that had to be written down; who was turned away is to hear why, and the host that the store is in trouble.
            notify(new ServerNotice.Failed("the audit of a refusal", e));
        }
    }

    private (bool IsWanted, long More) Count((string Who, string From, string What, string Code) denial)
    {
        lock (_gate)
        {
            var more = 0L;
            if (bench.Time.GetElapsedTime(_began) >= Minute)
            {
                (more, _more, _began) = (_more, 0, bench.Time.GetTimestamp());
                _written.Clear();
            }

            if (_written.Count < MostAMinute && _written.Add(denial))
            {
                return (true, more);
            }

            _more++;
            return (false, 0);
        }
    }

    private AuditRecord Record(string who, string role, string action, string? subject, string? detail, string? from) =>
        new(0, bench.Time.GetUtcNow(), who, role, action, subject, detail, from);

    private static string Short(string text) => text.Length <= LongestSubject ? text : text[..LongestSubject] + "…";
}
