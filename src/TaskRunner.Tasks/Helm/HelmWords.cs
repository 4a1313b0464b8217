using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Tasks.Shell;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>What helm says when it fails, told from the only place where it says it: standard error.</summary>
internal static partial class HelmWords
{
    private const int MostLines = 6;

    /// <summary>The first that is found counts.</summary>
    private static readonly (string Code, string[] Signs)[] Known =
    [
        ("TR9631", ["Too long: must have at most 1048576", "etcdserver: request is too large", "Request entity too large"]),
        ("TR9621", ["failed to perform \"", "failed to do request: ", "pull access denied", "unexpected status from HEAD request"]),
        ("TR9610", ["cluster unreachable", "connection refused", "no such host"]),
        ("TR9612", ["Unauthorized", "must be logged in"]),
        ("TR9616", ["values don't meet the specifications of the schema"]),
        ("TR9615", ["chart requires kubeVersion"]),
        ("TR9613", ["invalid ownership metadata"]),
        ("TR9614", ["no matches for kind"]),
        ("TR9611", ["forbidden"]),
        ("TR9617", ["namespaces \""]),
        ("TR9618", ["another operation (install/upgrade/rollback) is in progress", "has no deployed releases"]),
        ("TR9620", ["unknown flag"]),
        ("TR9624", ["conflict occurred while applying", "Apply failed with"]),
        ("TR9622", ["missing in charts/ directory"]),
        ("TR9619", ["YAML parse error", "parse error at", "execution error at", "error calling", "template: ", "Chart.yaml", "error converting YAML", "chart.metadata", "gzipped archive", "gzip: invalid"]),
        ("TR9625", ["hooks failed", "hook failed"]),
        ("TR9626", ["context deadline exceeded", "timed out waiting", "not ready", "client rate limiter Wait returned an error"]),
        ("TR9623", ["unable to build kubernetes objects", "is invalid:", "error validating"]),
        ("TR9621", ["failed to download", "failed to resolve", "not a valid chart", "repository name", ": not found"]),
    ];

    /// <param name="error">What helm wrote to standard error.</param>
    public static Diagnostic Of(string error)
    {
        var text = Essence(error);
        var code = Known.FirstOrDefault(k => k.Signs.Any(s => error.Contains(s, StringComparison.Ordinal))).Code ?? "TR9627";
        return new Diagnostic(code, Severity.Error, SourceSpan.None, [text]);
    }

    /// <summary>Of a helm that failed, by what it said or, where it said nothing, by how it ended.</summary>
    /// <param name="error">What it wrote to standard error.</param>
    /// <param name="ended">How it ended.</param>
    public static Diagnostic Of(string error, ProcessOutcome ended) =>
        Of(error) is { Arguments: not [""] } said ? said : new Diagnostic("TR9627", Severity.Error, SourceSpan.None, [EndOf(ended).ToString()]);

    public static LocalizableString EndOf(ProcessOutcome ended) => ended switch
    {
        ProcessOutcome.Exited exited => LocalizableString.Of("helm-end-exit", exited.Code.ToString(CultureInfo.InvariantCulture)),
        ProcessOutcome.Signalled signalled => LocalizableString.Of("helm-end-signal", signalled.Signal.ToString(CultureInfo.InvariantCulture)),
        ProcessOutcome.Stopped { Cause: StopCause.Timeout } => LocalizableString.Of("helm-end-late"),
        ProcessOutcome.Stopped => LocalizableString.Of("helm-end-cancelled"),
        ProcessOutcome.NotStarted not => LocalizableString.Of("helm-end-not-started", not.Reason),
        ProcessOutcome.Lost lost => LocalizableString.Of("helm-end-lost", lost.Evidence),
        _ => throw new InvalidOperationException($"{ended.GetType().Name} is not known here; this is a bug"),
    };

    /// <summary>A short word for the kind of a failure.</summary>
    public static string ReasonOf(string code) => code switch
    {
        "TR9610" => "unreachable",
        "TR9611" => "forbidden",
        "TR9612" => "unauthorized",
        "TR9613" => "ownership",
        "TR9614" => "unknownkind",
        "TR9615" => "kubeversion",
        "TR9616" => "values",
        "TR9617" => "namespace",
        "TR9618" or "TR9606" => "pending",
        "TR9619" or "TR9622" => "render",
        "TR9620" or "TR9607" => "helm",
        "TR9621" => "chart",
        "TR9623" => "invalid",
        "TR9624" => "conflict",
        "TR9625" => "hook",
        "TR9626" => "unready",
        "TR9629" or "TR9630" => "cluster",
        "TR9631" => "size",
        _ => "exit",
    };

    public static Diagnostic Of(ClusterException e) => new(e.Fault switch
    {
        ClusterFault.Unreachable or ClusterFault.Lost => "TR9610",
        ClusterFault.Unauthorized => "TR9612",
        ClusterFault.Forbidden => "TR9611",
        ClusterFault.Access => "TR9609",
        _ => "TR9629",
    },
        Severity.Error,
        SourceSpan.None,
        [OneLine.Of(e.Message)]);

    /// <summary>The words behind <c>Error:</c>, without the warnings and the log lines before it.</summary>
    private static string Essence(string error)
    {
        var at = error.LastIndexOf("Error: ", StringComparison.Ordinal);
        var lines = (at >= 0 ? error[(at + "Error: ".Length)..] : error).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(l => !LogLine().IsMatch(l));
        return OneLine.Of(string.Join(" ", ImmutableArray.CreateRange(at >= 0 ? lines.Take(MostLines) : lines.TakeLast(MostLines))));
    }

    /// <summary>Of the libraries in helm: <c>I1126 …</c>, <c>level=WARN …</c>, <c>time=…</c>.</summary>
    [GeneratedRegex(@"^([IWE]\d{4} |level=|time=|coalesce\.go|\d{4}/\d{2}/\d{2} )")]
    private static partial Regex LogLine();
}
