using TaskRunner.Model;
using TaskRunner.Secrets;
using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Helm;

/// <summary>The helm of this machine, as steps of an attempt. Which of its logs is which says the name of the step.</summary>
internal sealed class HelmProgram(TaskContext context, string kubeconfig, string kubeContext)
{
    /// <summary>The variable that names the helm to use.</summary>
    public const string Variable = "TASKRUNNER_HELM";

    /// <summary>Time for helm to mark a revision failed after it was asked to end.</summary>
    private static readonly TimeSpan ShortestGrace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookTimeout = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, string> _environment = EnvironmentOf(context.HostEnvironment);

    /// <summary>Helm was let begin something: until then nothing can have changed.</summary>
    public bool HasRun { get; private set; }

    public string OutPath(string step) => Path.Combine(context.LogDirectory, step + ".out.log");

    public string ErrorPath(string step) => Path.Combine(context.LogDirectory, step + ".err.log");

    /// <returns>The absolute path; null where there is none.</returns>
    public static string? Find(IReadOnlyDictionary<string, string> environment) =>
        ExecutableLookup.Find(Named(environment) ?? "helm", environment.GetValueOrDefault("PATH", ""), "/");

    /// <returns>What <see cref="Variable"/> says; null: nothing.</returns>
    public static string? Named(IReadOnlyDictionary<string, string> environment) =>
        environment.GetValueOrDefault(Variable) is { Length: > 0 } said ? said : null;

    /// <summary>Does something to the release.</summary>
    public ValueTask<ProcessOutcome> RunAsync(string step, params IEnumerable<string> arguments)
    {
        HasRun = true;
        return context.Steps.RunAsync(step, Process(step, [.. arguments, .. Access()]) with
        {
            Timeout = context.Limits.Timeout,
            Grace = context.Limits.Grace > ShortestGrace ? context.Limits.Grace : ShortestGrace,
        });
    }

    /// <summary>Only looks, and reads what is printed: it goes to files of the caller's that are no logs.</summary>
    public async ValueTask<(ProcessOutcome Ended, string Output, string Error)> LookAsync(string folder, string step, params IEnumerable<string> arguments)
    {
        var (stdout, stderr) = (Path.Combine(folder, step + ".out"), Path.Combine(folder, step + ".err"));
        var process = Process(step, [.. arguments]) with { StdoutPath = stdout, StderrPath = stderr, Timeout = LookTimeout, Secrets = SecretTexts.None };
        var outcome = await context.Steps.RunAsync(step, process).ConfigureAwait(false);
        return (outcome, Read(stdout), Read(stderr));
    }

    /// <summary>Which cluster, for commands that need one.</summary>
    public IEnumerable<string> Access() =>
    [
        .. kubeconfig.Length > 0 ? (string[])["--kubeconfig", kubeconfig] : [],
        .. kubeContext.Length > 0 ? (string[])["--kube-context", kubeContext] : [],
    ];

    public static string Read(string path) => File.Exists(path) ? File.ReadAllText(path) : "";

    /// <summary>
    /// All of the host's, for credential programs and registries need theirs; without what would lead helm to another cluster, namespace or
    /// storage than the one this task looks at.
    /// </summary>
    private static Dictionary<string, string> EnvironmentOf(IReadOnlyDictionary<string, string> host) => host
        .Where(v => (v.Key == "TASKRUNNER_STORE" || !v.Key.StartsWith("TASKRUNNER_", StringComparison.Ordinal))
            && !v.Key.StartsWith("HELM_KUBE", StringComparison.Ordinal)
            && v.Key is not ("HELM_NAMESPACE" or "HELM_DRIVER" or "HELM_DEBUG" or "HELM_MAX_HISTORY"))
        .ToDictionary(StringComparer.Ordinal);

    private ProcessSpec Process(string step, IReadOnlyList<string> arguments) => new()
    {
        FileName = Find(context.HostEnvironment) ?? "helm",
        Arguments = arguments,
        Environment = new Dictionary<string, string>(_environment, StringComparer.Ordinal)
        {
            [ProcessSpec.AttemptVariable] = context.AttemptId,
            ["TASKRUNNER_RUN"] = context.RunId,
            ["TASKRUNNER_TASK"] = context.TaskName,
        },
        WorkingDirectory = context.WorkDirectory,
        StdoutPath = OutPath(step),
        StderrPath = ErrorPath(step),
        Timeout = LookTimeout,
        Grace = ShortestGrace,
        Leftovers = LeftoversRule.Kill,
    };
}
