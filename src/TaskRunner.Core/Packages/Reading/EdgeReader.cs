using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>Reads <c>edges</c> and the <c>needs</c> of tasks into an <see cref="EdgeSet"/>.</summary>
internal sealed class EdgeReader(TaskList tasks, EdgeSet edges, DiagnosticBag diagnostics)
{
    /// <summary>Looking for what was meant costs a comparison with every name, so only the first few unknown ones get it.</summary>
    private const int MostProposals = 20;

    private const string EachKey = "each.key";
    private static readonly string[] EdgeKeys = ["from", "to", "on"];
    private static readonly string[] NeedKeys = ["task", "on"];
    private static readonly string[] Conditions = ["succeeded", "failed", "settled"];
    private static readonly StringValue EachKeyTemplate = new("${{ each.key }}");

    private int _proposals;

    public void ReadNeeds()
    {
        for (var i = 0; i < tasks.Count; i++)
        {
            if (tasks.MapOf(i).TryGetEntry("needs", out var needs) && Fields.List(needs, diagnostics) is { } list)
            {
                foreach (var item in list.Items)
                {
                    ReadNeed(i, item);
                }
            }
        }
    }

    public void ReadEdges(MapEntry entry)
    {
        var items = Fields.List(entry, diagnostics)?.Items ?? [];
        edges.Expect(edges.Count + items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            if ((items[i] as MapValue ?? Fields.Map(Fields.Item("edges", i, items[i]), diagnostics)) is { } map)
            {
                ReadEdge(map);
            }
        }
    }

    /// <summary>The number of a task that is named somewhere; an unknown name is reported.</summary>
    public int? Find(string name, SourceSpan span, string code = "TR1301")
    {
        if (tasks.TryFind(name, out var index))
        {
            return index;
        }

        var near = _proposals++ < MostProposals ? NearestName.Of(name, tasks.Names) : null;
        diagnostics.Add(new Diagnostic(code, Severity.Error, span, [name]) { DidYouMean = near });
        return null;
    }

    private void ReadNeed(int task, Value item)
    {
        var (name, on) = (item, EdgeCondition.Succeeded);
        if (item is MapValue map)
        {
            name = null;
            foreach (var entry in map.Entries)
            {
                switch (entry.Key)
                {
                    case "task":
                        name = entry.Value;
                        break;
                    case "on":
                        on = Fields.Word<EdgeCondition>(entry, Conditions, diagnostics) ?? on;
                        break;
                    default:
                        Fields.Unknown(entry, NeedKeys, diagnostics);
                        break;
                }
            }

            if (name is null)
            {
                Fields.Missing(map, "task", diagnostics);
                return;
            }
        }

        if (End(name, "needs", task) is { } from)
        {
            edges.AddWritten(from, new End(task, null), on, EdgeOrigins.Needs, item.Span);
        }
    }

    private void ReadEdge(MapValue map)
    {
        Value? from = null, to = null;
        var on = EdgeCondition.Succeeded;
        foreach (var entry in map.Entries)
        {
            switch (entry.Key)
            {
                case "from":
                    from = entry.Value;
                    break;
                case "to":
                    to = entry.Value;
                    break;
                case "on":
                    on = Fields.Word<EdgeCondition>(entry, Conditions, diagnostics) ?? on;
                    break;
                default:
                    Fields.Unknown(entry, EdgeKeys, diagnostics);
                    break;
            }
        }

        var target = Required(map, "to", to) ? End(to!, "to", null) : null;
        var source = Required(map, "from", from) ? End(from!, "from", target?.Task) : null;
        if (source is { } s && target is { } t)
        {
            edges.AddWritten(s, t, on, EdgeOrigins.Edges, map.Span);
        }
    }

    private bool Required(MapValue map, string key, Value? value)
    {
        if (value is null)
        {
            Fields.Missing(map, key, diagnostics);
        }

        return value is not null;
    }

    /// <summary><c>name</c> or <c>name[key]</c>, where the key may be <c>each.key</c> of the task that waits.</summary>
    private End? End(Value value, string where, int? waiting)
    {
        if (value is MapValue or ListValue or NullValue || Fields.Text(new MapEntry(where, value), diagnostics) is not { } text)
        {
            diagnostics.Error("TR1218", value.Span);
            return null;
        }

        var open = text.EndsWith(']') ? text.IndexOf('[', StringComparison.Ordinal) : -1;
        if (Find(open < 0 ? text : text[..open], value.Span) is not { } task)
        {
            return null;
        }

        return open < 0 ? new End(task, null) : Key(task, text[(open + 1)..^1], value.Span, waiting);
    }

    private End? Key(int task, string key, SourceSpan span, int? waiting)
    {
        var isEach = key == EachKey || key.AsSpan().Trim() is "${{ each.key }}" or "${{each.key}}";
        if (tasks[task].ForEach is not { } forEach)
        {
            diagnostics.Error("TR1305", span, tasks[task].Name);
        }
        else if (isEach && (waiting is not { } w || tasks[w].ForEach is null))
        {
            diagnostics.Error("TR1306", span);
        }
        else if (!isEach && !TaskName.IsValidKey(key))
        {
            diagnostics.Error("TR1228", span, key);
        }
        else if (!isEach && ForEachKeys.Known(forEach) is { } keys && !keys.Contains(key))
        {
            diagnostics.Add(new Diagnostic("TR1307", Severity.Error, span, [tasks[task].Name, key, string.Join(", ", keys)])
            {
                DidYouMean = NearestName.Of(key, keys),
            });
        }
        else
        {
            return new End(task, isEach ? EachKeyTemplate.WithSpan(span) : new StringValue(key, span));
        }

        return null;
    }
}
