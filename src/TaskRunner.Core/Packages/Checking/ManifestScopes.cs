using System.Collections.Immutable;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Packages.Reading;
using TaskRunner.Values;

namespace TaskRunner.Packages.Checking;

/// <summary>What is known of the names an expression can read, at each of the places where one stands.</summary>
internal sealed class ManifestScopes
{
    /// <summary>Everything an expression may begin with at some place.</summary>
    public static readonly string[] Names = ["config", "package", "global", "tasks", "services", "installation", "run", "each", "release", "values", "objects"];

    /// <summary>What types that write no outputs themselves give to the expressions that do.</summary>
    public static readonly string[] Found = ["release", "values", "objects"];

    private static readonly ScalarShape Text = new(ScalarKind.String);
    private static readonly Shape TextOrNull = Text with { IsNullable = true };
    private static readonly ScalarShape Operation = Words("install", "upgrade", "reapply", "rollback", "uninstall");
    private static readonly ScalarShape State = Words("succeeded", "failed", "skipped", "reused", "blocked", "cancelled", "unknown");

    private readonly TaskList _tasks;
    private readonly EdgeSet _edges;
    private readonly HashSet<int> _handlers = [];

    public ManifestScopes(PackageManifest manifest, TaskList tasks, EdgeSet edges)
    {
        (_tasks, _edges) = (tasks, edges);
        var config = SchemaShapes.Of(manifest.Config);
        var global = SchemaShapes.Of(manifest.Global);
        var installation = MapShape.Of(
            ("name", Text), ("operation", Operation), ("fromVersion", TextOrNull), ("toVersion", TextOrNull),
            ("outputs", new MapShape(ImmutableDictionary<string, Shape>.Empty, Shape.Any)));
        Mode = MapShape.Of(
            ("package", MapShape.Of(("name", Text), ("version", Text), ("config", config))),
            ("global", global),
            ("installation", installation),
            ("services", Services(manifest.RequiredServices)));
        ServiceName = MapShape.Of(
            ("installation", MapShape.Of(("name", Text))),
            ("package", MapShape.Of(("config", config))));
        Policy = MapShape.Of(("global", global));
        for (var i = 0; i < edges.Count; i++)
        {
            if (edges[i].On == EdgeCondition.Failed)
            {
                _handlers.Add(edges.NumbersOf(i).To);
            }
        }
    }

    /// <summary>For the <c>when</c> of a mode: nothing of the task itself, for the mode decides what is asked.</summary>
    public MapShape Mode { get; }

    private MapShape ServiceName { get; }

    private MapShape Policy { get; }

    /// <summary>For the name of a service, which must be another one for each instance.</summary>
    public MapShape OfServiceName(TaskDefinition task) => WithEach(ServiceName, task);

    /// <summary>For times, retry and <c>forEach</c>.</summary>
    public MapShape OfPolicy(TaskDefinition task) => Policy.With("config", SchemaShapes.Of(task.Config));

    /// <summary>For <c>require</c>: what is known at plan time.</summary>
    public MapShape OfPlan(TaskDefinition task) => WithEach(Mode.With("config", SchemaShapes.Of(task.Config)), task);

    private static MapShape WithEach(MapShape scope, TaskDefinition task) => task.ForEach is { } forEach
        ? scope.With("each", MapShape.Of(("key", ForEachKeys.Known(forEach) is { Length: > 0 } keys ? Words(keys) : Text), ("value", Shape.Any)))
        : scope;

    /// <summary>For conditions and what is filled when the task runs.</summary>
    /// <param name="plan">The scope at plan time.</param>
    /// <param name="reader">The task's number, or -1 for the outputs of the package.</param>
    /// <param name="references">What is read of tasks; names nobody knows are left to who finds them.</param>
    /// <param name="conditions">Those known to hold where it is read.</param>
    public MapShape OfRun(MapShape plan, int reader, IEnumerable<Reference> references, IEnumerable<Expression> conditions)
    {
        var read = ImmutableDictionary.CreateBuilder<string, Shape>(StringComparer.Ordinal);
        foreach (var reference in references)
        {
            if (!reference.Path.IsEmpty && !read.ContainsKey(reference.Path[0]))
            {
                read[reference.Path[0]] = _tasks.TryFind(reference.Path[0], out var task) ? OfTask(task, reader, conditions) : Shape.Any;
            }
        }

        return plan.With("tasks", new MapShape(read.ToImmutable(), Shape.Any)).With("run", MapShape.Of(("id", Text)));
    }

    /// <summary>For outputs and the version of a service: what the task's type found is there too (<see cref="TypeCheck"/> knows which type finds any).</summary>
    public MapShape OfResults(MapShape plan, int reader, IEnumerable<Reference> references, IEnumerable<Expression> conditions) =>
        Found.Aggregate(OfRun(plan, reader, references, conditions), (scope, name) => scope.With(name, Shape.Any));

    private MapShape OfTask(int index, int reader, IEnumerable<Expression> conditions)
    {
        var task = _tasks[index];
        var mayFail = task.AllowFailure || (reader >= 0 && _edges.Between(index, reader).Any(on => on != EdgeCondition.Succeeded));
        var maySkip = _handlers.Contains(index) || (Conditions.MaySkip(task) && !Conditions.Include(conditions, task.When));
        var members = ImmutableDictionary.CreateBuilder<string, Shape>(StringComparer.Ordinal);
        foreach (var output in task.Outputs)
        {
            var shape = SchemaShapes.Of(output.Schema);
            shape = (mayFail || output.IsNullable) && shape is not AnyShape ? shape with { IsNullable = true } : shape;
            members[output.Name] = maySkip ? shape with { NullWhenSkipped = task.Name } : shape;
        }

        var outputs = new MapShape(members.ToImmutable(), null);
        return task.ForEach is null
            ? MapShape.Of(("outputs", outputs), ("state", State))
            : MapShape.Of(("outputs", ByKey(task.ForEach, outputs)), ("state", Shape.Any));
    }

    /// <summary>Keys that an expression gives may be those the reader asks for or not: nothing can be said before the plan.</summary>
    private static Shape ByKey(ForEachDefinition forEach, MapShape outputs) => ForEachKeys.Known(forEach) is { } keys
        ? new MapShape(keys.Distinct().ToImmutableDictionary(k => k, _ => (Shape)outputs, StringComparer.Ordinal), null)
        : Shape.Any;

    private static MapShape Services(ImmutableArray<ServiceRequirement> required)
    {
        var service = MapShape.Of(
            ("name", Text), ("type", Shape.Any), ("version", Shape.Any), ("state", Text), ("installation", Shape.Any),
            ("outputs", new MapShape(ImmutableDictionary<string, Shape>.Empty, Shape.Any)));
        var members = required.DistinctBy(r => r.Service).ToImmutableDictionary(r => r.Service, _ => (Shape)service, StringComparer.Ordinal);
        return new MapShape(members, service with { IsNullable = true });
    }

    private static ScalarShape Words(params ReadOnlySpan<string> words)
    {
        var values = ImmutableArray.CreateBuilder<Value>(words.Length);
        foreach (var word in words)
        {
            values.Add(new StringValue(word));
        }

        return new ScalarShape(ScalarKind.String, values.MoveToImmutable());
    }
}
