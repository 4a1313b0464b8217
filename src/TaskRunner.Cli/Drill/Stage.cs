using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Storage;

namespace TaskRunner.Cli.Drill;

/// <summary>Plays stories in the sandbox, and says what came of them.</summary>
internal sealed class Stage(Composition composition, Sandbox sandbox, DrillRequest request)
{
    /// <summary>From the beginning and undisturbed, noting the commits of what will be crashed.</summary>
    /// <exception cref="ChildRefusedException">It is refused before anything runs.</exception>
    public async Task<Picture> PlayAsync(Story story)
    {
        var before = await PrepareAsync(story).ConfigureAwait(false);
        var end = await story.Crashed(null, true).ConfigureAwait(false);
        return await LookAsync(before).ConfigureAwait(false) ?? throw new ChildRefusedException(end.Code ?? ExitCode.TimedOut, end.Error);
    }

    /// <summary>Plays all that comes before what is crashed.</summary>
    /// <returns>The last run by then, or null.</returns>
    /// <exception cref="ChildRefusedException">It does not succeed.</exception>
    public async Task<string?> PrepareAsync(Story story)
    {
        sandbox.Reset();
        foreach (var call in story.Before)
        {
            var end = await call().ConfigureAwait(false);
            if (end.Code != ExitCode.Ok)
            {
                throw new ChildRefusedException(end.Code ?? ExitCode.TimedOut, end.Error);
            }
        }

        File.Delete(sandbox.Note(StubPlan.LedgerName)); // what ran before is not on trial
        return (await LookAsync().ConfigureAwait(false))?.Run.RunId;
    }

    /// <param name="before">A run that does not count.</param>
    /// <returns>Null: nothing of a run is recorded.</returns>
    public async Task<Picture?> LookAsync(string? before = null)
    {
        if (!sandbox.Store.Exists)
        {
            return null;
        }

        await using var opened = composition.Open(sandbox.Store.FullPath, StoreAccess.ReadOnly);
        if ((await opened.Bench.Store.ListRunsAsync(request.Name, CancellationToken.None).ConfigureAwait(false)).Count == 0)
        {
            return null;
        }

        var status = await new StatusOperation(opened.Bench).RunAsync(request.Name, CancellationToken.None).ConfigureAwait(false);
        return status.Run.RunId == before ? null : new Picture(status.Run, SandboxFiles.Of(sandbox));
    }
}
