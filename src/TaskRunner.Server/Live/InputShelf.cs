using System.Collections.Concurrent;
using TaskRunner.Operations;

namespace TaskRunner.Server.Live;

/// <summary>What the tasks of runs that were looked at lately read: to make a plan again for each task one looks at would cost a second each.</summary>
internal sealed class InputShelf
{
    private const int Most = 8;

    private readonly ConcurrentDictionary<string, Lazy<Task<RunInputs>>> _known = new(StringComparer.Ordinal);

    public async ValueTask<RunInputs> GetAsync(Workbench bench, string runId)
    {
        if (_known.Count > Most)
        {
            _known.Clear();
        }

        try
        {
            var inputs = _known.GetOrAdd(runId, id => new Lazy<Task<RunInputs>>(() => Task.Run(() => RunInputs.LoadAsync(bench, id, CancellationToken.None))));
            return await inputs.Value.ConfigureAwait(false);
        }
        catch
        {
            _known.TryRemove(runId, out _);
            throw;
        }
    }
}
