using TaskRunner.Stores;

namespace TaskRunner.Storage.Tests;

public sealed class MemoryStoreTests : ModelConformance
{
    private MemoryStore? _store;

    [Fact]
    public async Task Its_commits_complete_synchronously()
    {
        var lease = await Sample.AcquireAsync(Store, "shop");
        var commit = Store.CommitAsync(Sample.Begin(lease, Sample.Run("r1", "shop"), 1), Never).AsTask();
        Assert.True(commit.IsCompletedSuccessfully);
    }

    protected override int Sequences => 2000;

    protected override ValueTask<IStore> OpenAsync() => ValueTask.FromResult<IStore>(_store ??= new MemoryStore(Clock, HostIdentity.Read()));
}
