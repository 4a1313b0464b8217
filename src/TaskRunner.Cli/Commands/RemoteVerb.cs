using System.CommandLine;
using TaskRunner.Cli.Remote;
using TaskRunner.Cli.Views;
using TaskRunner.Cli.Views.Progress;
using TaskRunner.Operations;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary>
/// A verb that runs something, by a server: it is put into the server's queue and followed, with the same progress, result and exit code. A signal
/// ends the following and not the run.
/// </summary>
internal sealed class RemoteVerb(Session session, Composition composition, RunVerb verb)
{
    public async Task<int> RunAsync(ParseResult parsed, ServerAddress server, Func<RemoteRuns, MapValue, CancellationToken, Task<string>> order)
    {
        using var leaving = new Leaving();
        await using var opened = await composition.ConnectAsync(server, leaving.Token).ConfigureAwait(false);
        var run = await order(opened.Runs!, verb.RemoteSettings(parsed), leaving.Token).ConfigureAwait(false);
        if (parsed.GetValue(verb.Detach))
        {
            Detached.Show(session, run, Results.WantsJson(parsed));
            return ExitCode.Ok;
        }

        RunReport report;
        try
        {
            using var views = new ProgressViews(session, parsed.GetValue(verb.Progress)!);
            report = await new RemoteWatch(opened.Api!, opened.Bench)
                .RunAsync(run, opened.Runs!.SeenOf(run), views.Observe, e => views.Announce(session.Texts.Format(e.Diagnostics[0])), leaving.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            session.Error.WriteLine(session.Text("remote-left", run));
            return ExitCode.Signalled;
        }

        await Results.ShowRunAsync(session, parsed, opened, report).ConfigureAwait(false);
        return RunVerb.Code(report);
    }
}
