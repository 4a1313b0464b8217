using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Server;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner serve</c>: the same operations over HTTP, with a page.</summary>
internal static class ServeCommand
{
    public static Command Create(Session session, Flags flags, Composition composition)
    {
        var serve = new ServeFlags(session, flags);
        var unit = flags.Switch(SystemdUnit.Flag);
        var command = new Command("serve");
        serve.AddTo(command);
        command.Add(unit);
        command.SetAction(async (parsed, _) =>
        {
            var systemd = new Systemd(session.Environment);
            var options = serve.Read(parsed) with { Notify = notice => Tell(session, systemd, notice) };
            if (parsed.GetValue(unit))
            {
                var (program, first) = OwnProgram.Call([]);
                session.Out.Write(SystemdUnit.Of([program, .. first], session.Arguments, parsed.GetValue<string?>("--store")));
                return ExitCode.Ok;
            }

            var opened = composition.Open(parsed.GetValue<string?>("--store"));
            using var stop = new CancellationTokenSource();
            using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => End(c, systemd, stop));
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => End(c, systemd, stop));
            try
            {
                var pulse = PulseAsync(session, systemd, opened.Bench, stop.Token);
                await new ApiServer(opened.Bench, options).RunAsync(stop.Token).ConfigureAwait(false);
                await pulse.ConfigureAwait(false);
            }
            catch (AddressException e)
            {
                throw new RefusedException(RefusalKind.NotAllowed, "TR8043", options.Address.ToString(), options.Port.ToString(CultureInfo.InvariantCulture), e.Message);
            }

            opened.EndTraces();

            // The store is not closed: runs may go on to their last breath, and what they wrote is durable as it is.
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task PulseAsync(Session session, Systemd systemd, Workbench bench, CancellationToken stop)
    {
        try
        {
            await systemd.PulseAsync(LivesAsync, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was asked to end.
        }

        async ValueTask<bool> LivesAsync(CancellationToken cancel)
        {
            try
            {
                await bench.Store.ReadGlobalAsync(cancel).ConfigureAwait(false);
                return true;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Tell(session, systemd, new ServerNotice.Failed("the store", e)); // said here, and acted on by systemd if it stays so
                return false;
            }
        }
    }

    private static void End(PosixSignalContext context, Systemd systemd, CancellationTokenSource stop)
    {
        context.Cancel = true;
        systemd.Stopping();
        stop.Cancel();
    }

    private static void Tell(Session session, Systemd systemd, ServerNotice notice)
    {
        switch (notice)
        {
            case ServerNotice.Listening listening:
                session.Error.WriteLine(session.Text("serve-listening", listening.Address.ToString().TrimEnd('/')));
                systemd.Ready();
                break;
            case ServerNotice.FirstToken first:
                session.Error.WriteLine(session.Text("serve-first-token"));
                session.Out.WriteLine(first.Secret);
                session.Out.Flush();
                break;
            case ServerNotice.Waiting waiting:
                session.Error.WriteLine(session.Text("serve-waiting", waiting.For.Pid.ToString(CultureInfo.InvariantCulture), waiting.For.Host));
                break;
            case ServerNotice.Resumed resumed:
                session.Error.WriteLine(session.Text("serve-resumed", resumed.RunId));
                break;
            case ServerNotice.Failed failed:
                session.Error.WriteLine(session.Text("serve-failed", failed.What, $"{failed.Failure.GetType().Name}: {failed.Failure.Message.ReplaceLineEndings(" ")}"));
                break;
        }
    }
}
