using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Operations;
using TaskRunner.Storage;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner service list|get NAME [--refresh]</c>: the register of services, also from inside a script.</summary>
internal static class ServiceCommands
{
    public static Command Create(Session session, Flags flags, Composition composition) => new("service")
    {
        List(session, flags, composition),
        Get(session, flags, composition),
    };

    private static Command List(Session session, Flags flags, Composition composition)
    {
        var refresh = flags.Switch("--refresh");
        var command = new Command("list") { refresh };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = parsed.GetValue(refresh)
                ? composition.Open(parsed.GetValue<string?>("--store"))
                : composition.OpenOrEmpty(parsed.GetValue<string?>("--store"));
            var services = await new ServiceListOperation(opened.Bench).RunAsync(parsed.GetValue(refresh), cancellationToken).ConfigureAwait(false);
            Results.View(session, parsed).Show(services);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Get(Session session, Flags flags, Composition composition)
    {
        var name = flags.Argument("NAME", "argument-service");
        var refresh = flags.Switch("--refresh");
        var command = new Command("get") { name, refresh };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var access = parsed.GetValue(refresh) ? StoreAccess.ReadWrite : StoreAccess.ReadOnly;
            await using var opened = composition.Open(parsed.GetValue<string?>("--store"), access);
            var service = await new ServiceGetOperation(opened.Bench)
                .RunAsync(parsed.GetValue(name)!, parsed.GetValue(refresh), cancellationToken).ConfigureAwait(false);
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(JsonView.OfService(service));
            }
            else
            {
                new ServiceView(session).Show(service);
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
