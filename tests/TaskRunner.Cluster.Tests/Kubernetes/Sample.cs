using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.ClusterTests;

/// <summary>Objects and attempts of the tests.</summary>
internal static class Sample
{
    public static KubernetesTask Type { get; } = new(MessageCatalogue.English);

    public static MapValue ConfigMap(string space, string name, string value) => Read(
        $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}","namespace":"{{space}}"},"data":{"key":"{{value}}"} }""");

    public static MapValue Read(string json) => (MapValue)JsonReader.ReadTrusted(Encoding.UTF8.GetBytes(json));

    public static TaskContext Attempt(ControlPlane plane, string key, MapValue spec, IStepRunner? steps = null) => Attempt(plane.Kubeconfig, key, spec, steps);

    public static TaskContext Attempt(string kubeconfig, string key, MapValue spec, IStepRunner? steps = null) => new()
    {
        Installation = "shop",
        Operation = OperationKind.Install,
        RunId = "run",
        TaskName = "objects",
        Attempt = 1,
        Epoch = 1,
        AttemptId = "attempt",
        Key = key,
        Spec = spec.With("kubeconfig", new StringValue(kubeconfig)),
        Input = MapValue.Empty,
        PackageDirectory = "/",
        WorkDirectory = "/",
        LogDirectory = "/",
        Limits = new AttemptLimits(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(10), LeftoversRule.Kill, IsIdempotent: false),
        Seal = value => value,
        Steps = steps ?? new Steps(int.MaxValue, afterEffect: false),
        Stop = new StopSignals(TestContext.Current.CancellationToken, CancellationToken.None),
        Time = TimeProvider.System,
        HostEnvironment = new Dictionary<string, string>(),
    };

    /// <summary>Runs effects, and dies at one of them: before it is done, or right after it was and nobody knows.</summary>
    internal sealed class Steps(int last, bool afterEffect) : IStepRunner
    {
        private int _count;

        public ValueTask<ProcessOutcome> RunAsync(string step, ProcessSpec process) => throw new InvalidOperationException("there are no processes here");

        public async ValueTask<Value> EffectAsync(string step, Func<CancellationToken, ValueTask<Value>> effect)
        {
            if (_count++ != last)
            {
                return await effect(TestContext.Current.CancellationToken);
            }

            if (afterEffect)
            {
                await effect(TestContext.Current.CancellationToken);
            }

            throw new KilledException();
        }
    }

    internal sealed class KilledException : Exception;
}
