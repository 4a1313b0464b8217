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
        var package = flags.Argument("PACKAGE");
        var answers = new AnswerFlags(flags);
        var command = new Command("graph") { package };
        answers.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = composition.OpenOrEmpty(parsed.GetValue<string?>("--store"));
            var graph = await new GraphOperation(opened.Bench)
                .RunAsync(parsed.GetValue(package)!, answers.Read(parsed), cancellationToken).ConfigureAwait(false);
            new GraphView(session, graph).Show(parsed.GetValue<string?>(Flags.Output)!);
            return ExitCode.Ok;
        });
        return command;
    }
}
