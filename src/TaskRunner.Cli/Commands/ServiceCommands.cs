using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Operations;
using TaskRunner.Operations.Register;
using TaskRunner.Values;

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
            await using var opened = await OpenAsync(composition, parsed, refresh, orEmpty: true, cancellationToken).ConfigureAwait(false);
            var looks = parsed.GetValue(refresh) && opened.Api is null; // a server has looked itself
            var services = await new ServiceListOperation(opened.Bench).RunAsync(looks, cancellationToken).ConfigureAwait(false);
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
            await using var opened = await OpenAsync(composition, parsed, refresh, orEmpty: false, cancellationToken).ConfigureAwait(false);
            var looks = parsed.GetValue(refresh) && opened.Api is null;
            var service = await new ServiceGetOperation(opened.Bench)
                .RunAsync(parsed.GetValue(name)!, looks, cancellationToken).ConfigureAwait(false);
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

    private static async Task<Composition.Opened> OpenAsync(
        Composition composition, ParseResult parsed, Option<bool> refresh, bool orEmpty, CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(refresh))
        {
            return await composition.LookAsync(parsed, orEmpty, cancellationToken).ConfigureAwait(false);
        }

        var opened = await composition.ChangeAsync(parsed, cancellationToken).ConfigureAwait(false);
        if (opened.Api is { } api)
        {
            await api.PostAsync("services/refresh", MapValue.Empty, cancellationToken).ConfigureAwait(false);
        }

        return opened;
    }
}
