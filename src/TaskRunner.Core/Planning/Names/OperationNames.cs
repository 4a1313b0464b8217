using TaskRunner.Model;

namespace TaskRunner.Planning.Names;

/// <summary>Operations as packages, scripts and JSON spell them.</summary>
public static class OperationNames
{
    public static string Of(OperationKind kind) => kind switch
    {
        OperationKind.Install => "install",
        OperationKind.Upgrade => "upgrade",
        OperationKind.Reapply => "reapply",
        OperationKind.Rollback => "rollback",
        OperationKind.Uninstall => "uninstall",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static OperationKind Parse(string name) =>
        Enum.GetValues<OperationKind>().First(kind => Of(kind) == name);
}
