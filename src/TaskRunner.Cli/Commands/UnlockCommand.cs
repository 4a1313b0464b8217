using System.CommandLine;
using System.Globalization;
using TaskRunner.Cli.Views;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner unlock NAME --epoch N --reason TEXT</c>: a person says that the holder of an installation will never go on.</summary>
internal static class UnlockCommand
{
    public static Command Create(Session session, Flags flags, Composition composition)
    {
        var name = flags.Argument("NAME");
        var epoch = flags.Text("--epoch");
        epoch.Required = true;
        var reason = flags.Text("--reason");
        var command = new Command("unlock") { name, epoch, reason };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            composition.RequireLocal(parsed);
            await using var opened = composition.Open(parsed.GetValue<string?>("--store"));
            var decision = await new UnlockOperation(opened.Bench).RunAsync(
                parsed.GetValue(name)!, FlagValues.Epoch(parsed.GetValue(epoch)!, "--epoch"), parsed.GetValue(reason) ?? "", cancellationToken).ConfigureAwait(false);
            Show(session, parsed.GetValue(name)!, decision, Results.WantsJson(parsed));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Show(Session session, string installation, UnlockDecision decision, bool json)
    {
        if (json)
        {
            new JsonView(session).Write(MapValue.Of([("installation", Value.From(installation)), .. StatusDocument.OfUnlock(decision)]));
            return;
        }

        var (holder, epoch) = (decision.Lease.Holder, decision.Lease.Epoch.ToString(CultureInfo.InvariantCulture));
        session.Out.WriteLine(session.Text("unlocked", installation, holder.Pid.ToString(CultureInfo.InvariantCulture), holder.Host, epoch));
        session.Out.WriteLine(session.Text("unlocked-next", installation));
    }
}
