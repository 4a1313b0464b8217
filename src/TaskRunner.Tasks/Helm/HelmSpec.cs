using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Tasks.Helm2;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Tasks.Shell;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>A filled-in spec.</summary>
internal sealed partial record HelmSpec
{
    private static readonly TimeSpan DefaultForeignWait = TimeSpan.FromMinutes(5);

    /// <summary>The path of a chart of the package, or a reference to a registry.</summary>
    public required string Chart { get; init; }

    public required string Version { get; init; }

    /// <summary>The registry is asked without TLS.</summary>
    public bool IsPlain { get; init; }

    public required string Release { get; init; }

    public required string Namespace { get; init; }

    public bool CreatesNamespace { get; init; }

    public MapValue Values { get; init; } = MapValue.Empty;

    public ImmutableArray<string> ValuesFiles { get; init; } = [];

    public bool Waits { get; init; }

    public TimeSpan? Timeout { get; init; }

    public TimeSpan ForeignWait { get; init; }

    public long HistoryMax { get; init; }

    public required TakeOverSpec Helm2 { get; init; }

    public required string Kubeconfig { get; init; }

    public required string Context { get; init; }

    /// <exception cref="RefusedException">It cannot be used, and no schema could say so.</exception>
    public static HelmSpec Of(TaskContext context)
    {
        var spec = context.Spec;
        var chart = ObjectRef.Text(spec, "chart");
        var release = ObjectRef.Text(spec, "release") is { Length: > 0 } named ? named : ReleaseOf(context.TaskName);
        if (!ReleaseName().IsMatch(release) || release.Length > 53)
        {
            throw new RefusedException(RefusalKind.Invalid, "TR9604", release);
        }

        return new HelmSpec
        {
            Chart = IsRemote(chart) ? chart : PackagePath.Resolve(context.PackageDirectory, chart),
            Version = ObjectRef.Text(spec, "version"),
            IsPlain = spec["plainHttp"] is BooleanValue { Value: true },
            Release = release,
            Namespace = ObjectRef.Text(spec, "namespace"),
            CreatesNamespace = spec["createNamespace"] is BooleanValue { Value: true },
            Values = spec["values"] as MapValue ?? MapValue.Empty,
            ValuesFiles = [.. KubernetesSpec.Texts(spec, "valuesFiles").Select(f => PackagePath.Resolve(context.PackageDirectory, f))],
            Waits = spec["wait"] is not BooleanValue { Value: false },
            Timeout = Duration(spec, "timeout"),
            ForeignWait = Duration(spec, "foreignWait") ?? DefaultForeignWait,
            HistoryMax = spec["historyMax"] is NumberValue number && number.TryGetInt64(out var most) ? most : 10,
            Helm2 = TakeOverSpec.Of(spec["helm2"]),
            Kubeconfig = ObjectRef.Text(spec, "kubeconfig"),
            Context = ObjectRef.Text(spec, "context"),
        };
    }

    public static bool IsRemote(string chart) => chart.StartsWith("oci://", StringComparison.Ordinal);

    /// <summary>The arguments that say which chart.</summary>
    public IEnumerable<string> Source() =>
    [
        Chart,
        .. Version.Length > 0 ? (string[])["--version", Version] : [],
        .. IsPlain ? (string[])["--plain-http"] : [],
    ];

    /// <summary>Helm ends by itself before it is asked to, and long before it is killed: only so it can mark the revision failed.</summary>
    public TimeSpan OwnTimeout(AttemptLimits limits)
    {
        var most = limits.Timeout - limits.Grace > limits.Timeout / 2 ? limits.Timeout - limits.Grace : limits.Timeout / 2;
        return Timeout is { } said && said < most ? said : most;
    }

    public static string Seconds(TimeSpan time) => $"{Math.Max(1, (long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture)}s";

    private static TimeSpan? Duration(MapValue spec, string key) => ObjectRef.Text(spec, key) is not { Length: > 0 } text ? null
        : GoDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero ? duration
        : throw new RefusedException(RefusalKind.Invalid, "TR9605", key, text);

    /// <summary>A task's name may hold what a release's may not: <c>shop/web[blue]</c> is <c>shop-web-blue</c>.</summary>
    private static string ReleaseOf(string task) => NotInNames().Replace(task.ToLowerInvariant(), "-").Trim('-');

    [GeneratedRegex("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    private static partial Regex ReleaseName();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames();
}
