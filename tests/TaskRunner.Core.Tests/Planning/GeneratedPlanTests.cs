using System.Collections.Immutable;
using System.Text;
using CsCheck;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Core.Tests.Operations;
using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Packages;
using TaskRunner.Planning;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Recorded;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Planning;

/// <summary>Properties of plans of generated packages.</summary>
public sealed class GeneratedPlanTests : IDisposable
{
    private static readonly TaskTypeCatalog Types = new(new ScriptedType());

    /// <summary>Edges always lead from a lower to a higher task, so there is no cycle.</summary>
    private static readonly Gen<(int Tasks, (int From, int To)[] Edges, int[] Keyed)> Packages =
        Gen.Int[1, 25].SelectMany(count => Gen.Select(
            Gen.Const(count),
            Gen.Select(Gen.Int[0, count - 1], Gen.Int[0, count - 1]).Array[0, 40]
                .Select(pairs => pairs.Where(p => p.Item1 != p.Item2).Select(p => (Math.Min(p.Item1, p.Item2), Math.Max(p.Item1, p.Item2))).Distinct().ToArray()),
            Gen.Int[0, count - 1].Array[0, 4]));

    private readonly string _folder = Directory.CreateTempSubdirectory("taskrunner-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_recorded_plan_is_made_again_from_its_record() => Packages.Sample(
        generated =>
        {
            var inputs = Inputs(generated);
            var planned = Planner.Make(inputs, History(generated.Tasks));
            var record = PlanRecords.Of(planned, "test") with { Answers = inputs.Configuration.Answers };

            var read = PlanRecordReader.Read((MapValue)JsonReader.ReadTrusted(JsonWriter.ToUtf8(PlanRecordWriter.Write(record)).Span));
            var again = Planner.Rebuild(inputs, [.. read.Tasks.Select(t => t.Decision)], read.Kept);

            Assert.Equal(planned.Plan.Tasks.Select(Show), again.Plan.Tasks.Select(Show));
            Assert.Equal(planned.Graph.Edges.Select(e => e.Edge), again.Graph.Edges.Select(e => e.Edge));
            Assert.Equal(planned.Plan.Kept.Select(k => k.Name), again.Plan.Kept.Select(k => k.Name));
        },
        iter: 60,
        threads: 1);

    [Fact]
    public void What_came_after_is_undone_before_also_over_tasks_that_are_not_undone() => Gen.Select(Packages, Gen.Int[0, int.MaxValue]).Sample(
        (generated, chosen) =>
        {
            var planned = Planner.Make(Inputs(generated with { Keyed = [] }), TaskHistory.None);
            var run = new RunState(new RunEvent.RunStarted(
                "r1", "r1", OperationKind.Install, null, planned.Plan.Tasks.Length, MapValue.Empty, [], DateTimeOffset.UnixEpoch));
            var sources = planned.Graph.Instances.Where(i => (chosen >> (i.Index % 31) & 1) == 1)
                .Select(i => new SourceTask(planned, run, i)).ToImmutableArray();

            var edges = SourceOrder.Reversed(sources, 0);

            var before = Reachable(planned.Plan.Tasks.Length, [.. planned.Graph.Edges.Select(e => (e.Edge.From, e.Edge.To))]);
            var undone = Reachable(sources.Length, [.. edges]);
            for (var a = 0; a < sources.Length; a++)
            {
                for (var b = 0; b < sources.Length; b++)
                {
                    Assert.Equal(before[sources[a].Instance.Index, sources[b].Instance.Index], undone[b, a]);
                }
            }
        },
        iter: 60,
        threads: 1);

    private PlanInputs Inputs((int Tasks, (int From, int To)[] Edges, int[] Keyed) generated)
    {
        var text = new StringBuilder("apiVersion: taskrunner/v1\nkind: Package\nname: p\nversion: 1.0.0\ntasks:\n");
        for (var i = 0; i < generated.Tasks; i++)
        {
            text.Append("  - {name: t").Append(i).Append(", type: scripted");
            text.Append(generated.Keyed.Contains(i) ? ", forEach: [x, y]" : "").Append(i % 3 == 0 ? ", idempotent: true" : "").Append("}\n");
        }

        text.Append(generated.Edges.Length == 0 ? "" : "edges:\n");
        foreach (var (from, to) in generated.Edges)
        {
            text.Append("  - {from: t").Append(from).Append(", to: t").Append(to).Append("}\n");
        }

        File.WriteAllText(Path.Combine(_folder, "taskrunner.yaml"), text.ToString());
        var diagnostics = new DiagnosticBag();
        var package = PackageReader.Read(_folder, Types, PackageLimits.Default, diagnostics);
        diagnostics.ThrowIfErrors();
        return new PlanInputs
        {
            Installation = "i",
            Operation = OperationKind.Reapply,
            Package = package!,
            Identity = new PackageIdentity("p", "1.0.0", "sha256:0"),
            Types = Types,
            Continues = true,
            Configuration = ConfigurationResolver.Resolve(new ConfigurationRequest { Package = package!.Manifest }, new ForgettingVault()),
        };
    }

    /// <summary>Every second task succeeded before, every seventh was undone, and one is no longer there.</summary>
    private static TaskHistory History(int tasks)
    {
        var digest = InputDigest.Of("scripted", null, MapValue.Empty, MapValue.Empty);
        var records = Enumerable.Range(0, tasks).Where(i => i % 2 == 0).ToDictionary(i => $"t{i}", i => RecordOf(i % 7 == 0 ? TaskFact.Undone : TaskFact.Succeeded, digest));
        records["gone"] = RecordOf(TaskFact.Succeeded, digest);
        return new TaskHistory(records, records.Where(r => r.Value.Fact == TaskFact.Succeeded).ToDictionary());
    }

    private static TaskRecord RecordOf(TaskFact fact, string digest) =>
        new("r0", fact, digest, MapValue.Of(("x", Value.From(1))), null) { Type = "scripted", Version = "1.0.0" };

    private static string Show(PlannedTask task) =>
        $"{task.Name} {task.Type} {task.Action} {task.Reason.Code} {string.Join(',', task.Reason.Arguments)} {task.Policy} {task.Mode} {task.Service}";

    private static bool[,] Reachable(int count, (int From, int To)[] edges)
    {
        var reaches = new bool[count, count];
        foreach (var (from, to) in edges)
        {
            reaches[from, to] = true;
        }

        for (var over = 0; over < count; over++)
        {
            for (var a = 0; a < count; a++)
            {
                for (var b = 0; reaches[a, over] && b < count; b++)
                {
                    reaches[a, b] |= reaches[over, b];
                }
            }
        }

        return reaches;
    }
}
