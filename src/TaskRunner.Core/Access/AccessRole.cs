namespace TaskRunner.Access;

/// <summary>What somebody may do on a server; each role may what the one before it may.</summary>
public enum AccessRole
{
    /// <summary>Looks.</summary>
    Viewer,

    /// <summary>Installs, upgrades, decides.</summary>
    Operator,

    /// <summary>Also changes the global configuration and gives access to others.</summary>
    Admin,
}

/// <summary>The words of <see cref="AccessRole"/>.</summary>
public static class AccessRoleWords
{
    public static string ToWord(this AccessRole role) => role switch
    {
        AccessRole.Viewer => "viewer",
        AccessRole.Operator => "operator",
        _ => "admin",
    };

    public static AccessRole? Parse(string? word) => word switch
    {
        "viewer" => AccessRole.Viewer,
        "operator" => AccessRole.Operator,
        "admin" => AccessRole.Admin,
        _ => null,
    };
}
