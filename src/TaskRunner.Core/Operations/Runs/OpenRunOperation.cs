using TaskRunner.Diagnostics;

namespace TaskRunner.Operations.Runs;

/// <summary>Finds the run that is meant where none is named: the only open one there is.</summary>
public sealed class OpenRunOperation(Workbench bench)
{
    /// <returns>Its id.</returns>
    /// <exception cref="RefusedException">There is none, or there are several.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var open = new List<string>();
        foreach (var installation in await bench.Store.ListInstallationsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (installation.LastRun is { } last
                && await bench.Store.FindRunAsync(last, cancellationToken).ConfigureAwait(false) is { } header
                && RunSummaries.IsOpen(header))
            {
                open.Add(last);
            }
        }

        return open.Count switch
        {
            1 => open[0],
            0 => throw new RefusedException(RefusalKind.NotFound, "TR6119"),
            _ => throw new RefusedException(RefusalKind.Usage, "TR6118", string.Join(", ", open)),
        };
    }
}
