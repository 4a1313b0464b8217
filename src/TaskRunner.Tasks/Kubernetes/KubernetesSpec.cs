using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Tasks.Shell;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>A filled-in spec, and the objects it stands for in the order they are applied.</summary>
internal sealed record KubernetesSpec(string Namespace, bool CreatesNamespace, bool Forces, bool Waits, string Kubeconfig, string Context, IReadOnlyList<MapValue> Objects)
{
    /// <summary>How long it waits; null: as long as the attempt may.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether what earlier versions applied goes when this one does not name it.</summary>
    public bool Prunes { get; init; }

    /// <summary>What others are made in, or made of, comes first.</summary>
    private static readonly string[] First = ["Namespace", "CustomResourceDefinition", "ServiceAccount", "Secret", "ConfigMap", "PersistentVolumeClaim", "Service"];

    /// <exception cref="RefusedException">A manifest cannot be read, or the timeout is no duration.</exception>
    public static KubernetesSpec Of(TaskContext context)
    {
        var spec = context.Spec;
        var problems = new DiagnosticBag();
        var objects = new List<MapValue>();
        foreach (var path in Texts(spec, "manifests").SelectMany(p => ManifestFiles.Expand(context.PackageDirectory, p)))
        {
            objects.AddRange(Manifests.Read(path, File.ReadAllText(PackagePath.Resolve(context.PackageDirectory, path)), problems));
        }

        objects.AddRange((spec["objects"] as ListValue)?.Items.OfType<MapValue>() ?? []);
        if (problems.HasErrors)
        {
            throw new RefusedException(RefusalKind.Invalid, [.. problems.Items]);
        }

        return new KubernetesSpec(
            ObjectRef.Text(spec, "namespace"),
            IsSet(spec, "createNamespace", false),
            IsSet(spec, "force", false),
            IsSet(spec, "wait", true),
            ObjectRef.Text(spec, "kubeconfig"),
            ObjectRef.Text(spec, "context"),
            [.. objects.OrderBy(Rank)])
        {
            Timeout = ObjectRef.Text(spec, "timeout") is { Length: > 0 } said ? Duration(said) : null,
            Prunes = IsSet(spec, "prune", false),
        };
    }

    public static IEnumerable<string> Texts(MapValue spec, string key) => (spec[key] as ListValue)?.Items.OfType<StringValue>().Select(t => t.Text) ?? [];

    private static TimeSpan Duration(string text) =>
        GoDuration.TryParse(text, out var duration) ? duration : throw new RefusedException(RefusalKind.Invalid, "TR9402", text);

    private static bool IsSet(MapValue spec, string key, bool otherwise) => spec[key] is BooleanValue said ? said.Value : otherwise;

    private static int Rank(MapValue source) => Array.IndexOf(First, ObjectRef.Text(source, "kind")) is >= 0 and var at ? at : First.Length;
}
