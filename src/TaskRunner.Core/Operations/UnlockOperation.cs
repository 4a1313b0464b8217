using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Operations;

/// <summary>
/// Takes an installation away from a holder that will never give it back: its machine is gone, or it hangs. The person names the
/// epoch, so that it is that holder and no later one; who decided and why is kept in the store.
/// </summary>
public sealed class UnlockOperation(Workbench bench)
{
    /// <param name="installation">Its name.</param>
    /// <param name="epoch">Under which the holder has it, as <c>status</c> and the message of the lock say.</param>
    /// <param name="reason">Why, for the record.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>What was recorded.</returns>
    /// <exception cref="RefusedException">Nobody holds the installation, or it is held under another epoch.</exception>
    public async Task<UnlockDecision> RunAsync(string installation, long epoch, string reason, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new RefusedException(RefusalKind.Usage, "TR6142");
        }

        while (true)
        {
            var held = await FindAsync(installation, cancellationToken).ConfigureAwait(false);
            if (held.Lease.Epoch != epoch)
            {
                var (lease, holder) = (held.Lease, held.Lease.Holder);
                throw new RefusedException(
                    RefusalKind.NotAllowed, "TR6145", installation, Text(epoch), Text(lease.Epoch), Text(holder.Pid), holder.Host);
            }

            var decision = new UnlockDecision(held.Lease, bench.User, reason, bench.Time.GetUtcNow());
            if (await bench.Store.UnlockAsync(decision, cancellationToken).ConfigureAwait(false))
            {
                return decision;
            }
        }
    }

    private async ValueTask<HeldLease> FindAsync(string installation, CancellationToken cancellationToken)
    {
        if (await bench.Store.FindLeaseAsync(Lease.ScopeOf(installation), cancellationToken).ConfigureAwait(false) is { } held)
        {
            return held;
        }

        throw await bench.Store.FindInstallationAsync(installation, cancellationToken).ConfigureAwait(false) is null
            ? new RefusedException(RefusalKind.NotFound, "TR6143", installation)
            : new RefusedException(RefusalKind.NotAllowed, "TR6144", installation);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
