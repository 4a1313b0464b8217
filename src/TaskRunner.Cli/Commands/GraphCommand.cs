using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner graph PACKAGE</c>: the tasks and what each waits for, with where that was said.</summary>
internal static class GraphCommand
{
    public static Command Create(Session session, Flags flags, Composition composition)
    {
        var source = new PackageSource(session, flags, composition);
        var answers = new AnswerFlags(flags);
        var command = new Command("graph");
        source.AddTo(command);
        answers.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = composition.OpenOrEmpty(parsed.GetValue<string?>("--store"));
            using var package = await source.TakeAsync(parsed, cancellationToken).ConfigureAwait(false);
            var graph = await new GraphOperation(opened.Bench)
                .RunAsync(package.Path, answers.Read(parsed), cancellationToken).ConfigureAwait(false);
            new GraphView(session, graph).Show(parsed.GetValue<string?>(Flags.Output)!);
            return ExitCode.Ok;
        });
        return command;
    }
}
