using TaskRunner.Stores;

namespace TaskRunner.Storage.Tests;

public sealed class SqliteStoreTests : ModelConformance
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override int Sequences => 60;

    protected override ValueTask<IStore> OpenAsync() =>
        ValueTask.FromResult(SqliteStore.Open(new StoreFolder(_folder.Combine("store")), new SqliteOptions { Clock = Clock }));
}
