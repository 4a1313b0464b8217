using TaskRunner.Diagnostics;
using TaskRunner.Operations;

namespace TaskRunner.Server;

/// <summary>Whether the server can do what it is for, and if not, why: its store is read for each answer, and written every few seconds.</summary>
internal sealed class Readiness(Workbench bench, ServerLease lease)
{
    /// <summary>A store that hangs, as one on a network may, is none.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What an earlier server left is taken up.</summary>
    public bool HasBegun { get; set; }

    /// <returns>The code of what is wrong, with a word for it; null: it is ready. Where the store lies is nobody's business who needs no token.</returns>
    public async ValueTask<(string Code, string Word)?> FindTroubleAsync(CancellationToken cancellationToken)
    {
        if (!HasBegun)
        {
            return ("TR8536", "-");
        }

        try
        {
            await bench.Store.ReadGlobalAsync(cancellationToken).AsTask().WaitAsync(Patience, bench.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return ("TR8537", "timeout");
        }
        catch (RefusedException e)
        {
            return ("TR8537", CodeOf(e));
        }

        return lease.Trouble is { } trouble ? ("TR8538", CodeOf(trouble)) : null;
    }

    private static string CodeOf(RefusedException refused) => refused.Diagnostics.IsEmpty ? "?" : refused.Diagnostics[0].Code;
}
