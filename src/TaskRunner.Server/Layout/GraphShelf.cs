using System.Collections.Concurrent;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;

namespace TaskRunner.Server.Layout;

/// <summary>Graphs of runs that were asked for lately: a plan never changes, so neither does its picture.</summary>
internal sealed class GraphShelf
{
    private const int Most = 16;

    private readonly ConcurrentDictionary<(string Run, bool? Collapses), Task<LaidOutGraph>> _graphs = new();

    public async ValueTask<LaidOutGraph> GetAsync(Workbench bench, string runId, bool? collapses)
    {
        if (_graphs.Count > Most)
        {
            _graphs.Clear();
        }

        try
        {
            return await _graphs.GetOrAdd((runId, collapses), key => MakeAsync(bench, key.Run, key.Collapses)).ConfigureAwait(false);
        }
        catch
        {
            _graphs.TryRemove((runId, collapses), out _);
            throw;
        }
    }

    private static async Task<LaidOutGraph> MakeAsync(Workbench bench, string runId, bool? collapses)
    {
        var plan = await new RunPlanOperation(bench).RunAsync(runId, CancellationToken.None).ConfigureAwait(false);
        return await Task.Run(() => LayeredLayout.Of(plan, collapses)).ConfigureAwait(false);
    }
}
