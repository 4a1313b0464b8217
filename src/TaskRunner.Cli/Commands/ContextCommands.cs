using System.CommandLine;
using TaskRunner.Cli.Remote;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner context list|add|use|rm</c>: the servers a person works with.</summary>
internal static class ContextCommands
{
    public static Command Create(Session session, Flags flags) => new("context")
    {
        List(session),
        Add(session, flags),
        Use(session, flags),
        Remove(session, flags),
    };

    private static Command List(Session session)
    {
        var command = new Command("list");
        command.SetAction(parsed =>
        {
            var contexts = Contexts.Load(PathOf(session));
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(new ListValue([.. contexts.All.Select(c => (Value)MapValue.Of(
                    ("name", Value.From(c.Name)), ("server", Value.From(c.Server)), ("current", Value.From(c.Name == contexts.Current))))]));
            }
            else if (contexts.All.IsEmpty)
            {
                session.Out.WriteLine(session.Text("contexts-empty"));
            }
            else
            {
                var columns = new Columns(session.Out);
                columns.Add(["", .. session.Headings("name", "server")]);
                foreach (var context in contexts.All)
                {
                    columns.Add(context.Name == contexts.Current ? "*" : "", context.Name, context.Server);
                }

                columns.Write();
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The token comes from a variable or from standard input: in an argument everybody on the machine could read it.</summary>
    private static Command Add(Session session, Flags flags)
    {
        var name = flags.Argument("NAME", "argument-context");
        var command = new Command("add") { name };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue<string?>("--server") is not { } server)
            {
                throw new RefusedException(RefusalKind.Usage, "TR8026", "--server", "taskrunner context add");
            }

            var url = ServerAddress.Read(server).ToString();
            var authority = parsed.GetValue<string?>("--server-ca") is { } file ? Path.GetFullPath(file) : null;
            var context = new ServerContext(parsed.GetValue(name)!, url, Token(session, parsed), authority);
            var contexts = Contexts.Load(PathOf(session)).With(context);
            (contexts.Current is null ? contexts with { Current = context.Name } : contexts).Save(PathOf(session));
            session.Out.WriteLine(session.Text("context-added", context.Name, url));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Use(Session session, Flags flags)
    {
        var name = flags.OptionalArgument("NAME", "argument-context-or-none");
        var command = new Command("use") { name };
        command.SetAction(parsed =>
        {
            var contexts = Contexts.Load(PathOf(session));
            var chosen = parsed.GetValue(name) is { } asked ? contexts.Require(asked) : null;
            (contexts with { Current = chosen?.Name }).Save(PathOf(session));
            session.Out.WriteLine(chosen is null ? session.Text("context-none") : session.Text("context-used", chosen.Name, chosen.Server));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Remove(Session session, Flags flags)
    {
        var name = flags.Argument("NAME", "argument-context");
        var command = new Command("rm") { name };
        command.SetAction(parsed =>
        {
            var contexts = Contexts.Load(PathOf(session));
            var gone = contexts.Require(parsed.GetValue(name)!);
            contexts.Without(gone.Name).Save(PathOf(session));
            session.Out.WriteLine(session.Text("context-removed", gone.Name));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string? Token(Session session, ParseResult parsed)
    {
        if (session.Environment.GetValueOrDefault(ServerChoice.TokenVariable) is { Length: > 0 } token)
        {
            return token;
        }

        if (session.IsInteractive && !parsed.GetValue<bool>("--no-input"))
        {
            session.Error.Write(session.Text("ask-token"));
            return session.In.Value.ReadLine()?.Trim() is { Length: > 0 } typed ? typed : null;
        }

        return null;
    }

    private static string PathOf(Session session) => Contexts.PathOf(session.Environment);
}
