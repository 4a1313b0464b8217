using TaskRunner.Diagnostics;
using TaskRunner.Operations.Packages;
using TaskRunner.Operations.Runs;

namespace TaskRunner.Operations;

/// <summary>What the operations share: made anew for each, for it remembers what it read.</summary>
internal sealed class OperationTools
{
    public OperationTools(Workbench bench)
    {
        Bench = bench;
        Packages = new PackageLibrary(bench);
        Runs = new RunLibrary(bench, Packages);
        Session = new RunSession(bench, Packages, Runs);
    }

    public Workbench Bench { get; }

    public PackageLibrary Packages { get; }

    public RunLibrary Runs { get; }

    public RunSession Session { get; }

    /// <summary>The run a person means: by its id, or the last one of an installation.</summary>
    /// <exception cref="RefusedException">There is neither.</exception>
    public async ValueTask<StoredRun> FindRunAsync(string target, CancellationToken cancellationToken) =>
        await Runs.FindAsync(target, cancellationToken).ConfigureAwait(false)
        ?? await Runs.FindLastAsync(target, cancellationToken).ConfigureAwait(false)
        ?? throw new RefusedException(RefusalKind.NotFound, "TR6105", target);
}
