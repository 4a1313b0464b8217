using TaskRunner.Operations;
using TaskRunner.Secrets;
using TaskRunner.Storage;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;

namespace TaskRunner.EndToEnd.Tests.Disk;

/// <summary>What an operation needs to look into a store that a broken disk left, and to open its secrets.</summary>
internal static class DiskBench
{
    public static Workbench Of(IStore store, StoreFolder folder) => new()
    {
        Store = store,
        Types = new TaskTypeCatalog(),
        Vault = new StoreVault(store, SecretKey.FromFile(folder.SecretKey)),
        Paths = WorkbenchPaths.Under(folder.FullPath),
    };
}
