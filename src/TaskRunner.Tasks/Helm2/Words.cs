using System.Globalization;

namespace TaskRunner.Tasks.Helm2;

/// <summary>The enums of helm 2 in the words of helm 3. A number helm 2 had no name for keeps it, as Go prints it.</summary>
internal static class Words
{
    private static readonly string[] Statuses =
        ["unknown", "deployed", "uninstalled", "superseded", "failed", "uninstalling", "pending-install", "pending-upgrade", "pending-rollback"];

    private static readonly string[] Events =
    [
        "unknown", "pre-install", "post-install", "pre-delete", "post-delete", "pre-upgrade", "post-upgrade", "pre-rollback", "post-rollback",
        "test", "test", "crd-install",
    ];

    private static readonly string[] DeletePolicies = ["hook-succeeded", "hook-failed", "before-hook-creation"];

    private static readonly string[] Phases = ["Unknown", "Succeeded", "Failed", "Running"];

    public static string Status(long code) => Of(Statuses, code);

    public static string Event(int code) => Of(Events, code);

    public static string DeletePolicy(int code) => Of(DeletePolicies, code);

    public static string Phase(long code) => Of(Phases, code);

    private static string Of(string[] words, long code) =>
        code >= 0 && code < words.Length ? words[code] : code.ToString(CultureInfo.InvariantCulture);
}
