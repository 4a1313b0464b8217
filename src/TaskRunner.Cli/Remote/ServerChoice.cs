using System.CommandLine;
using TaskRunner.Diagnostics;

namespace TaskRunner.Cli.Remote;

/// <summary>
/// Which server a call means, if any. Flags come first; then a store that was named (a script finds the store of its run, and must not
/// end up elsewhere); then the variable; then the context in use.
/// </summary>
internal static class ServerChoice
{
    public const string TokenVariable = "TASKRUNNER_TOKEN";

    /// <summary>What is a person's and no script's: it finds the store of its run, and no key to another.</summary>
    public static readonly string[] OwnVariables = [TokenVariable, "TASKRUNNER_SERVER", "TASKRUNNER_CONTEXT", "TASKRUNNER_SERVER_CA"];

    /// <returns>Null: the store of this machine.</returns>
    /// <exception cref="RefusedException">A server and a store were asked for, or there is no such context.</exception>
    public static ServerAddress? Of(Session session, ParseResult parsed)
    {
        var (server, context, authority) = (parsed.GetValue<string?>("--server"), parsed.GetValue<string?>("--context"), parsed.GetValue<string?>("--server-ca"));
        var isFlagged = IsTyped(parsed, "--server") || IsTyped(parsed, "--context");
        if (IsTyped(parsed, "--store") && isFlagged)
        {
            throw new RefusedException(RefusalKind.Usage, "TR8206");
        }

        if (!isFlagged && parsed.GetValue<string?>("--store") is { Length: > 0 })
        {
            return null;
        }

        var token = session.Environment.GetValueOrDefault(TokenVariable) is { Length: > 0 } given ? given : null;
        if (server is not null && !IsTyped(parsed, "--context"))
        {
            return new ServerAddress(ServerAddress.Read(server), token, authority);
        }

        var contexts = Contexts.Load(Contexts.PathOf(session.Environment));
        if ((context ?? contexts.Current) is not { } name)
        {
            return null;
        }

        var chosen = contexts.Require(name);
        return new ServerAddress(ServerAddress.Read(chosen.Server), token ?? chosen.Token, authority ?? chosen.Authority);
    }

    private static bool IsTyped(ParseResult parsed, string name) => parsed.GetResult(name) is System.CommandLine.Parsing.OptionResult { Implicit: false };
}
