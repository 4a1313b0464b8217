using System.Collections.Immutable;

namespace TaskRunner.Cli.Drill;

/// <summary>What is crashed, and what has to be there before it begins.</summary>
/// <param name="IsUndo">It is the rollback of what the package did.</param>
/// <param name="Before">Calls that nobody disturbs.</param>
/// <param name="Crashed">The call that dies; noting its commits where it is undisturbed.</param>
internal sealed record Story(bool IsUndo, ImmutableArray<Func<Task<ChildEnd>>> Before, Func<CrashPoint?, bool, Task<ChildEnd>> Crashed)
{
    /// <summary>The package is installed, or upgraded to where there is an older one to begin with.</summary>
    public static Story Apply(ChildCalls calls, bool isUpgrade) =>
        isUpgrade ? new Story(false, [calls.InstallOldAsync], calls.UpgradeAsync) : new Story(false, [], calls.InstallAsync);

    /// <summary>And taken back.</summary>
    public Story Undo(ChildCalls calls) => new(true, [.. Before, () => Crashed(null, false)], calls.RollbackAsync);
}
