using TaskRunner.Cli;

return await CommandLine.RunAsync(args, Session.FromProcess(args)).ConfigureAwait(false);
