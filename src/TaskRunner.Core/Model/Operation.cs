namespace TaskRunner.Model;

/// <summary>What a person asked for.</summary>
public enum OperationKind
{
    Install,
    Upgrade,
    Reapply,
    Rollback,
    Uninstall,
}
