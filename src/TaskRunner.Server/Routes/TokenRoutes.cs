using System.Globalization;
using Microsoft.AspNetCore.Http;
using TaskRunner.Access;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Operations.Settings;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Server.Runs;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>Who has access, and who changed what.</summary>
internal static class TokenRoutes
{
    private const string Path = Call.Prefix + "/tokens";
    private const int MostAudit = 1000;

    public static Route[] All { get; } =
    [
        new("GET", Path, RoutePolicy.Admin, "All tokens, without their secrets.", ListAsync) { Answer = "Token[]" },
        new("POST", Path, RoutePolicy.Admin, "Makes a token; its secret is in this answer and nowhere else.", CreateAsync)
        {
            Answer = "MadeToken",
            Audit = "token.create",
            Status = StatusCodes.Status201Created,
            Body = [new("name", "string", IsRequired: true), new("role", "string", IsRequired: true), new("expiresIn", "string", Text: "720h; none: until it is revoked")],
        },
        new("DELETE", Path + "/{id}", RoutePolicy.Admin, "Revokes a token.", RevokeAsync) { Answer = "Token", Audit = "token.revoke" },
        new("GET", Call.Prefix + "/audit", RoutePolicy.Admin, "Who asked for which change, newest first.", AuditAsync)
        {
            Answer = "AuditRow[]",
            Query = [new("before", "integer", Text: "only records with a lower number"), new("limit", "integer")],
        },
    ];

    private static async ValueTask ListAsync(Call call) => await call.WriteAsync(TokenListOperation.ToValue(
        await new TokenListOperation(call.Bench).RunAsync(call.Aborted).ConfigureAwait(false), call.Bench.Time.GetUtcNow())).ConfigureAwait(false);

    private static async ValueTask CreateAsync(Call call)
    {
        var body = new BodyReader(await call.ReadAsync().ConfigureAwait(false));
        TimeSpan? lifetime = body.Text("expiresIn") is not { } text ? null
            : GoDuration.TryParse(text, out var time) && time > TimeSpan.Zero ? time
            : throw BodyReader.Wrong("expiresIn", "720h");
        var made = await new TokenCreateOperation(call.Bench).RunAsync(
            body.Text("name"),
            body.Text("role"),
            lifetime,
            call.Aborted,
            token => call.Audit.WriteAsync("token.create", token.Id, $"{token.Name} {token.Role.ToWord()}")).ConfigureAwait(false);
        await call.WriteAsync(
            TokenListOperation.ToValue(made.Token, call.Bench.Time.GetUtcNow()).With("token", Value.From(made.Secret.Reveal())),
            StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private static async ValueTask RevokeAsync(Call call)
    {
        var revoked = await new TokenRevokeOperation(call.Bench).RunAsync(
            call["id"], call.Aborted, () => call.Audit.WriteAsync("token.revoke", call["id"], null)).ConfigureAwait(false);
        call.Server.Tokens.Forget(revoked.Id);
        await call.WriteAsync(TokenListOperation.ToValue(revoked, call.Bench.Time.GetUtcNow())).ConfigureAwait(false);
    }

    private static async ValueTask AuditAsync(Call call)
    {
        var records = await call.Bench.Store.ListAuditAsync(
            call.Number("before", long.MaxValue, long.MaxValue), call.Number("limit", 100, MostAudit), call.Aborted).ConfigureAwait(false);
        await call.WriteAsync(new ListValue([.. records.Select(r => (Value)Row(r))])).ConfigureAwait(false);
    }

    private static MapValue Row(AuditRecord record) => MapValue.Of(
        ("number", Value.From(record.Number)),
        ("at", RunDocument.Time(record.At)),
        ("who", Value.From(record.Who)),
        ("role", Value.From(record.Role)),
        ("action", Value.From(record.Action)),
        ("subject", Value.From(record.Subject)),
        ("detail", Value.From(record.Detail)),
        ("from", Value.From(record.From)));
}
