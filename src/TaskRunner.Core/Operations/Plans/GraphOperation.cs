using System.Collections.Immutable;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Diagnostics;
using TaskRunner.Graphs;
using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Planning.Recorded;
using TaskRunner.Values;

namespace TaskRunner.Operations.Plans;

/// <summary>The graph of a package's task instances, as a first installation without answers would have it.</summary>
public sealed class GraphOperation(Workbench bench)
{
    /// <param name="source">Folder, archive, or digest of a stored package.</param>
    /// <param name="answers">What modes and <c>forEach</c> may need; what is missing is not asked for.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusedException">It has errors, or its shape depends on answers that are missing.</exception>
    public async Task<PackageGraph> RunAsync(string source, ImmutableArray<AnswerInput> answers, CancellationToken cancellationToken)
    {
        var opened = await new OperationTools(bench).Packages.OpenAsync(source, cancellationToken).ConfigureAwait(false);
        var global = await bench.Store.ReadGlobalAsync(cancellationToken).ConfigureAwait(false);
        var inputs = new PlanInputs
        {
            Installation = opened.Identity.Name,
            Operation = OperationKind.Install,
            Package = opened.Package,
            Identity = opened.Identity,
            Types = bench.Types,
            Configuration = ConfigurationResolver.Resolve(
                new ConfigurationRequest { Package = opened.Package.Manifest, Inputs = answers, Global = global, Language = bench.Language },
                new ForgettingVault()),
        };
        var diagnostics = new DiagnosticBag();
        var graph = Planner.Expand(inputs, diagnostics);
        diagnostics.ThrowIfErrors();
        return new PackageGraph(
            [.. graph.Instances.Select(i => new GraphTask(i.Name, i.Definition.Type, i.Definition.Title))],
            [.. graph.Edges.Select(e => new GraphLine(graph.Instances[e.Edge.From].Name, graph.Instances[e.Edge.To].Name, e.Edge.On, e.Origins))]);
    }
}

/// <summary>The tasks and edges of a package, per instance.</summary>
public sealed record PackageGraph(ImmutableArray<GraphTask> Tasks, ImmutableArray<GraphLine> Edges)
{
    /// <summary>What <c>graph -o json</c> prints.</summary>
    public MapValue ToValue() => MapValue.Of(
        ("tasks", new ListValue([.. Tasks.Select(t => (Value)MapValue.Of(("name", Value.From(t.Name)), ("type", Value.From(t.Type))))])),
        ("edges", new ListValue([.. Edges.Select(e => (Value)MapValue.Of(
            ("from", Value.From(e.From)),
            ("to", Value.From(e.To)),
            ("on", Value.From(e.On.ToString().ToLowerInvariant())),
            ("origin", new ListValue([.. e.OriginWords.Select(w => (Value)Value.From(w))]))))])));
}

public sealed record GraphTask(string Name, string Type, LocalizedText Title);

/// <summary><see cref="From"/> finishes before <see cref="To"/> starts.</summary>
public sealed record GraphLine(string From, string To, EdgeCondition On, EdgeOrigins Origins)
{
    /// <summary>Where the edge was said: <c>needs</c>, <c>edges</c>, <c>reference</c>; none for one between a package and its inner tasks.</summary>
    public IEnumerable<string> OriginWords =>
        Enum.GetValues<EdgeOrigins>().Where(o => o != EdgeOrigins.None && Origins.HasFlag(o)).Select(o => o.ToString().ToLowerInvariant());
}
