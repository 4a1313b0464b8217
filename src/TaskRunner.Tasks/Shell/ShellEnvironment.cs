using System.Globalization;
using TaskRunner.Model;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Shell;

/// <summary>
/// The environment of a script, exactly: what every program needs of the host's, what the spec inherits, what it sets, and
/// what the runner says. Nothing else comes through.
/// </summary>
internal static class ShellEnvironment
{
    /// <summary>Names with this prefix are ours; a spec may not set them.</summary>
    public const string ReservedPrefix = "TASKRUNNER_";

    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly string[] AlwaysInherited =
    [
        "PATH", "HOME", "LANG", "TZ", "TMPDIR",
        "http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy",
        "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "ALL_PROXY", "NO_PROXY",
        "TASKRUNNER_STORE", // so that `taskrunner service get` in a script asks the store of this run
    ];

    public static Dictionary<string, string> Of(TaskContext context, PrivateFolder files, string outputPath, string verb)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = DefaultPath };
        foreach (var name in AlwaysInherited.Concat(Inherited(context.Spec)))
        {
            Set(variables, name, context.HostEnvironment.GetValueOrDefault(name) ?? variables.GetValueOrDefault(name));
        }

        foreach (var entry in context.Spec["env"] is MapValue env ? env.Entries : [])
        {
            Set(variables, entry.Key, entry.Value is NullValue ? null : ShellCommand.TextOf(entry.Value));
        }

        SetOurs(variables, context);
        variables["TASKRUNNER_INPUT"] = files.Input;
        variables["TASKRUNNER_OUTPUT"] = outputPath;
        Set(variables, "TASKRUNNER_OUTPUTS", PrivateFolder.HasRecorded(verb) ? files.Recorded : null);
        return variables;
    }

    private static IEnumerable<string> Inherited(MapValue spec) =>
        spec["inheritEnv"] is ListValue names
            ? names.Items.OfType<StringValue>().Select(n => n.Text).Where(n => !n.StartsWith(ReservedPrefix, StringComparison.Ordinal))
            : [];

    private static void SetOurs(Dictionary<string, string> variables, TaskContext context)
    {
        variables["TASKRUNNER_RUN"] = context.RunId;
        variables["TASKRUNNER_TASK"] = context.TaskName;
        variables[ProcessSpec.AttemptVariable] = context.AttemptId;
        variables["TASKRUNNER_KEY"] = context.Key;
        variables["TASKRUNNER_EPOCH"] = context.Epoch.ToString(CultureInfo.InvariantCulture);
        variables["TASKRUNNER_OPERATION"] = Word(context.Operation);
        Set(variables, "TASKRUNNER_FROM_VERSION", context.FromVersion);
        Set(variables, "TASKRUNNER_TO_VERSION", context.ToVersion);
        Set(variables, "TASKRUNNER_CAUSE", context.Cause);
        variables["TASKRUNNER_PACKAGE"] = context.PackageDirectory;
        variables["TASKRUNNER_WORKDIR"] = context.WorkDirectory;
    }

    private static string Word(OperationKind operation) => operation switch
    {
        OperationKind.Install => "install",
        OperationKind.Upgrade => "upgrade",
        OperationKind.Reapply => "reapply",
        OperationKind.Rollback => "rollback",
        OperationKind.Uninstall => "uninstall",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "an operation without a word; this is a bug"),
    };

    private static void Set(Dictionary<string, string> variables, string name, string? value)
    {
        if (value is null)
        {
            variables.Remove(name);
        }
        else
        {
            variables[name] = value;
        }
    }
}
