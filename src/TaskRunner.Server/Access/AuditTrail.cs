using Microsoft.AspNetCore.Http;
using TaskRunner.Access;
using TaskRunner.Diagnostics;
using TaskRunner.Server.Http;
using TaskRunner.Server.Routes;
using TaskRunner.Stores;

namespace TaskRunner.Server.Access;

/// <summary>
/// One record of one change: the route writes it when it knows what is to be changed and before it is, in a transaction of its own, so that
/// what cannot be written down is not done. Where it came to no record, that the change was refused is the one.
/// </summary>
internal sealed class AuditTrail(Call call, Route route)
{
    /// <summary>The change is in the audit, or who makes it has its record to write.</summary>
    public bool IsWritten { get; private set; }

    public async ValueTask AroundAsync(Func<ValueTask> act)
    {
        if (route.Audit is not { } action)
        {
            await act().ConfigureAwait(false);
            return;
        }

        try
        {
            await act().ConfigureAwait(false);
        }
        catch (RefusedException e)
        {
            await RefuseAsync(action, e.Diagnostics.IsEmpty ? null : $"{e.Diagnostics[0].Code} {e.Message}").ConfigureAwait(false);
            throw;
        }
        catch (BadHttpRequestException e)
        {
            await RefuseAsync(action, $"{e.StatusCode}").ConfigureAwait(false);
            throw;
        }

        await CheckAsync(action).ConfigureAwait(false);
    }

    public ValueTask WriteAsync(string action, string? subject, string? detail) => WriteAsync(RecordOf(action, subject, detail));

    /// <summary>Of what somebody does who was nobody until now: signing in.</summary>
    public ValueTask WriteAsync(string action, Caller who) => WriteAsync(Record(who, action, null, null));

    /// <summary>The record of a change that is made later than the call ends: who makes it writes it (<see cref="LeaveToOthers"/>).</summary>
    public AuditRecord RecordOf(string action, string? subject, string? detail) => Record(call.Caller, action, subject, detail);

    /// <summary>Somebody else has the record and writes it before they make the change.</summary>
    public void LeaveToOthers() => IsWritten = true;

    private async ValueTask WriteAsync(AuditRecord record)
    {
        if (IsWritten)
        {
            throw new InvalidOperationException($"{record.Action} is in the audit already; this is a bug");
        }

        await call.Server.Bench.Store.AppendAuditAsync(record, CancellationToken.None).ConfigureAwait(false);
        IsWritten = true;
    }

    /// <summary>A route may also refuse by the answer it writes; one that changed something without a word is our own fault, and is said.</summary>
    private async ValueTask CheckAsync(string action)
    {
        if (call.Http.Response.StatusCode is >= StatusCodes.Status400BadRequest and var status)
        {
            await RefuseAsync(action, $"{status}").ConfigureAwait(false);
        }
        else if (!IsWritten)
        {
            call.Server.Options.Notify(new ServerNotice.Failed("the audit", new InvalidOperationException($"{action} is not in it; this is a bug")));
        }
    }

    /// <summary>A change that is in the audit and then could not be made has no second record: one without a change is possible, the reverse is not.</summary>
    private async ValueTask RefuseAsync(string action, string? why)
    {
        // Where anybody may ask, who is turned away is nobody, and is in the log of denials.
        if (!IsWritten && route.Policy != RoutePolicy.Public)
        {
            await call.Server.Bench.Store.AppendAuditAsync(Record(call.Caller, action + ".refused", SubjectOf(), why), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private string? SubjectOf()
    {
        var values = call.Http.Request.RouteValues;
        return values.Count == 0 ? null : string.Join(' ', values.Values.Select(v => v?.ToString()));
    }

    /// <summary>A token that was pasted where a name or an id belongs is not kept.</summary>
    private static string? Hidden(string? text) => text is null ? null : BearerSecret.Hide(text);

    private AuditRecord Record(Caller who, string action, string? subject, string? detail) => new(
        0,
        call.Server.Bench.Time.GetUtcNow(),
        who.Name,
        who.Role.ToWord(),
        action,
        Hidden(subject),
        Hidden(detail),
        call.Http.Connection.RemoteIpAddress?.ToString());
}
