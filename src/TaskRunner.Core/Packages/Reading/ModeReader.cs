using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>Reads the modes of a task: each gives the task as it is in that mode.</summary>
internal sealed class ModeReader(ReadContext context, TaskReader tasks)
{
    public static readonly string[] Keys = ["name", "when", "config", "spec", "outputs", "outputOnly"];

    private DiagnosticBag Diagnostics => context.Diagnostics;

    public ImmutableArray<ModeDefinition> Read(MapValue taskMap, TaskDefinition task)
    {
        if (!taskMap.TryGetEntry("modes", out var entry) || Fields.List(entry, Diagnostics) is not { } list)
        {
            return [];
        }

        var without = taskMap.Without("modes");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var modes = ImmutableArray.CreateBuilder<ModeDefinition>(list.Items.Length);
        for (var i = 0; i < list.Items.Length; i++)
        {
            if (Fields.Map(Fields.Item("modes", i, list.Items[i]), Diagnostics) is { } map && ReadOne(without, task, map) is { } mode)
            {
                if (!seen.Add(mode.Name))
                {
                    Diagnostics.Error("TR1222", map.TryGetEntry("name", out var name) ? name.Value.Span : map.Span, mode.Name);
                }

                modes.Add(mode);
            }
        }

        return modes.DrainToImmutable();
    }

    private ModeDefinition? ReadOne(MapValue taskMap, TaskDefinition task, MapValue map)
    {
        var name = NameReader.Read(map, Diagnostics);
        Expression? when = null;
        var outputOnly = false;
        foreach (var entry in map.Entries)
        {
            switch (entry.Key)
            {
                case "when":
                    when = ConditionReader.One(entry.Key, entry.Value, Diagnostics);
                    break;
                case "outputOnly":
                    outputOnly = Fields.Boolean(entry, Diagnostics) ?? false;
                    break;
                case "name" or "config" or "spec" or "outputs":
                    break;
                default:
                    Fields.Unknown(entry, Keys, Diagnostics);
                    break;
            }
        }

        if (!map.ContainsKey("when"))
        {
            Fields.Missing(map, "when", Diagnostics);
        }

        var outputs = Outputs(map, task);
        var effective = outputOnly ? OnlyOutputs(taskMap, map) : Overlay.Task(taskMap, Laid(map, outputs));
        var read = tasks.Read(effective, task.Name, task.Span, TaskReader.Keys);
        if (outputOnly)
        {
            RequireOutputs(map, task, outputs);
        }

        return name is null || when is null
            ? null
            : new ModeDefinition { Name = name, When = when, Effective = read, OutputOnly = outputOnly, OutputValues = outputOnly ? outputs : MapValue.Empty };
    }

    /// <summary>The outputs a mode gives; it keeps the contract and cannot widen it.</summary>
    private MapValue Outputs(MapValue map, TaskDefinition task)
    {
        if (!map.TryGetEntry("outputs", out var entry) || Fields.Map(entry, Diagnostics) is not { } outputs)
        {
            return MapValue.Empty;
        }

        foreach (var output in outputs.Entries)
        {
            if (task.Outputs.All(o => o.Name != output.Key) && !Fields.IsAuthorsOwn(output.Key))
            {
                Diagnostics.Add(new Diagnostic("TR1224", Severity.Error, output.KeySpan, [output.Key, task.Name])
                {
                    DidYouMean = NearestName.Of(output.Key, task.Outputs.Select(o => o.Name)),
                });
            }
        }

        return outputs;
    }

    private void RequireOutputs(MapValue map, TaskDefinition task, MapValue given)
    {
        foreach (var output in task.Outputs)
        {
            if (output.Default is null && !output.IsNullable && !given.ContainsKey(output.Name))
            {
                Diagnostics.Error("TR1223", Fields.Head(map), output.Name);
            }
        }
    }

    /// <summary>What the mode lays over the task; an output given as a plain value is the declared one's <c>value</c>.</summary>
    private static MapValue Laid(MapValue map, MapValue outputs)
    {
        var laid = ImmutableArray.CreateBuilder<MapEntry>();
        foreach (var entry in map.Entries)
        {
            if (entry.Key is "config" or "spec")
            {
                laid.Add(entry);
            }
            else if (entry.Key == "outputs")
            {
                laid.Add(entry with { Value = new MapValue([.. outputs.Entries.Select(AsDeclaration)], outputs.Span) });
            }
        }

        return new MapValue(laid.DrainToImmutable(), map.Span);
    }

    private static MapEntry AsDeclaration(MapEntry output) => output.Value is MapValue or NullValue
        ? output
        : output with { Value = new MapValue([new MapEntry(OutputReader.ValueKey, output.Value, output.KeySpan)], output.Value.Span) };

    /// <summary>Nothing runs, so no spec; only the mode's own questions are asked.</summary>
    private static MapValue OnlyOutputs(MapValue taskMap, MapValue map)
    {
        var bare = taskMap.Without("spec").Without("config");
        return map["config"] is { } config ? bare.With("config", config) : bare;
    }
}
