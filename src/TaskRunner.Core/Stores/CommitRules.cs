using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Services;
using TaskRunner.Values;

namespace TaskRunner.Stores;

/// <summary>What every store demands of a commit before it writes any of it. A breach is a bug of the caller, not of a user.</summary>
internal static class CommitRules
{
    /// <param name="commit">What is to be written.</param>
    /// <param name="storedInstallation">Whose the commit's run is as stored, or null when the store does not know the run yet.</param>
    /// <param name="head">Number of the run's last stored record.</param>
    public static void Check(StoreCommit commit, string? storedInstallation, long head)
    {
        if (commit.RunId is null)
        {
            Demand(commit.Run is null && commit.Records.IsEmpty, "a commit with records or a run header names its run");
            return;
        }

        var installation = storedInstallation ?? commit.Run?.Installation;
        Demand(installation is not null, "the first commit of a run brings its header");
        Demand(commit.Run is null || commit.Run.Id == commit.RunId, "the header is of another run");
        Demand(commit.Run is null || commit.Run.Installation == installation, "a run stays with its installation");
        Demand(commit.Lease.Scope == Lease.ScopeOf(installation!), "the lease is not of the run's installation");
        foreach (var record in commit.Records)
        {
            Demand(record.Seq == ++head, "record numbers follow gap-free on what is stored");
            Demand(record.Epoch == commit.Lease.Epoch, "a record carries the epoch of the lease it is written under");
        }
    }

    /// <summary>A service name is unique in a store: an entry of another installation is never overwritten.</summary>
    public static void CheckPut(Lease lease, ServiceRecord service, string? storedInstallation)
    {
        Demand(lease.Scope == Lease.ScopeOf(service.Installation), "a service belongs to the installation that registers it");
        if (storedInstallation is not null && storedInstallation != service.Installation)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR7020", service.Name, storedInstallation, service.Installation);
        }
    }

    public static void CheckRemove(Lease lease, string? storedInstallation) => Demand(
        storedInstallation is null || lease.Scope == Lease.ScopeOf(storedInstallation), "a service is removed by its own installation");

    /// <summary>Only a sealed value may be kept under a key: a reference would not be a secret of this store.</summary>
    public static void CheckSealed(SecretValue? secret) =>
        Demand(secret is null or { Content: SecretContent.Sealed }, "only a sealed secret is kept under a key");

    /// <summary>Names without a kind are the store's own (<c>global</c>).</summary>
    public static void CheckDocumentName(string name) =>
        Demand(name.IndexOf('/', StringComparison.Ordinal) is > 0 and var at && at < name.Length - 1, "a document is named KIND/ID");

    private static void Demand(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ArgumentException($"store write refused: {rule}; this is a bug");
        }
    }
}
