using System.CommandLine;
using System.Globalization;
using TaskRunner.Access;
using TaskRunner.Cli.Views;
using TaskRunner.Operations;
using TaskRunner.Operations.Settings;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner token create|list|revoke</c>: who has access to the servers of a store.</summary>
internal static class TokenCommands
{
    public static Command Create(Session session, Flags flags, Composition composition) => new("token")
    {
        Make(session, flags, composition),
        List(session, composition),
        Revoke(session, flags, composition),
    };

    private static Command Make(Session session, Flags flags, Composition composition)
    {
        var name = flags.Argument("NAME", "argument-token");
        var role = flags.Choice("--role", "viewer", ["viewer", "operator", "admin"]);
        var expires = flags.Text("--expires");
        var command = new Command("create") { name, role, expires };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            composition.RequireLocal(parsed);
            await using var opened = composition.Open(parsed.GetValue<string?>("--store"));
            var lifetime = FlagValues.Duration(parsed.GetValue(expires), "--expires");
            var made = await new TokenCreateOperation(opened.Bench)
                .RunAsync(parsed.GetValue(name), parsed.GetValue(role), lifetime, cancellationToken).ConfigureAwait(false);
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(TokenListOperation.ToValue(made.Token, opened.Bench.Time.GetUtcNow()).With("token", Value.From(made.Secret.Reveal())));
            }
            else
            {
                session.Out.WriteLine(made.Secret.Reveal());
                session.Error.WriteLine(session.Text("token-once", made.Token.Id));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command List(Session session, Composition composition)
    {
        var command = new Command("list");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            composition.RequireLocal(parsed);
            await using var opened = composition.OpenOrEmpty(parsed.GetValue<string?>("--store"));
            var tokens = await new TokenListOperation(opened.Bench).RunAsync(cancellationToken).ConfigureAwait(false);
            var now = opened.Bench.Time.GetUtcNow();
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(TokenListOperation.ToValue(tokens, now));
                return ExitCode.Ok;
            }

            var columns = new Columns(session.Out);
            columns.Add(session.Headings("id", "name", "role", "state", "expires"));
            foreach (var token in tokens)
            {
                columns.Add(token.Id, token.Name, token.Role.ToWord(), session.Text(StateKey(TokenListOperation.StateOf(token, now))), Expiry(token));
            }

            columns.Write();
            return ExitCode.Ok;
        });
        return command;
    }

    private static string StateKey(string state) => state == "revoked" ? "token-revoked-state" : "token-" + state;

    private static string Expiry(AccessToken token) =>
        token.ExpiresAt?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "-";

    private static Command Revoke(Session session, Flags flags, Composition composition)
    {
        var id = flags.Argument("ID", "argument-token-id");
        var command = new Command("revoke") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            composition.RequireLocal(parsed);
            await using var opened = composition.Open(parsed.GetValue<string?>("--store"));
            var token = await new TokenRevokeOperation(opened.Bench).RunAsync(parsed.GetValue(id)!, cancellationToken).ConfigureAwait(false);
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(TokenListOperation.ToValue(token, opened.Bench.Time.GetUtcNow()));
            }
            else
            {
                session.Out.WriteLine(session.Text("token-revoked", token.Name));
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
