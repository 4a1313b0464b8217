using TaskRunner.Operations;

namespace TaskRunner.Server.Runs;

/// <summary>Which operation a request means.</summary>
internal static class RunWork
{
    public static Task<RunReport> RunAsync(Workbench bench, RunRequest request, RunControls controls, CancellationToken cancellationToken) => request.Operation switch
    {
        "install" => new InstallOperation(bench).RunAsync(request.ToApply(), controls, cancellationToken),
        "upgrade" or "reapply" => new UpgradeOperation(bench).RunAsync(request.ToApply(), controls, cancellationToken),
        "retry" => new RetryOperation(bench).RunAsync(request.ToRetry(), controls, cancellationToken),
        "rollback" => new RollbackOperation(bench).RunAsync(request.Run ?? request.Installation, request.Settings, controls, cancellationToken),
        "uninstall" => new UninstallOperation(bench).RunAsync(request.Installation, request.Settings, controls, cancellationToken),
        "resume" => new ResumeOperation(bench).RunAsync(request.Run ?? request.Installation, controls, cancellationToken),
        _ => throw new InvalidOperationException($"{request.Operation} was let through; this is a bug"),
    };
}
