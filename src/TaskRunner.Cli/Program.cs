using TaskRunner.Cli;
using TaskRunner.Cli.Commands;

return SuperviseCommand.Is(args)
    ? await SuperviseCommand.RunAsync(args).ConfigureAwait(false)
    : await CommandLine.RunAsync(args, Session.FromProcess(args)).ConfigureAwait(false);
