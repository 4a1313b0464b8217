using TaskRunner.Values;

namespace TaskRunner.Server.Layout;

/// <summary>The JSON of a laid-out graph: <c>{width, height, nodes, edges, groups}</c>; names stand for boxes.</summary>
internal static class GraphDocument
{
    /// <param name="graph">Places.</param>
    /// <param name="typeOf">Type of a task.</param>
    /// <param name="stateOf">How a task stands; null where there is no run.</param>
    public static MapValue Of(LaidOutGraph graph, Func<int, string> typeOf, Func<int, string>? stateOf) => MapValue.Of(
        ("width", Value.From(graph.Width)),
        ("height", Value.From(graph.Height)),
        ("nodes", new ListValue([.. graph.Boxes.Select((b, i) => (Value)Node(b, i, typeOf, stateOf))])),
        ("edges", new ListValue([.. graph.Lines.Select(l => (Value)MapValue.Of(
            ("from", Value.From($"n{l.From}")),
            ("to", Value.From($"n{l.To}")),
            ("on", Value.From(l.On.ToString().ToLowerInvariant())),
            ("points", new ListValue([.. l.Points.Select(p => (Value)new ListValue([Value.From(p.X), Value.From(p.Y)]))]))))])),
        ("groups", new ListValue([.. graph.Boxes.Where(b => b.IsGroup).Select(b => (Value)MapValue.Of(
            ("id", Value.From(b.Name)),
            ("title", Value.From(b.Name)),
            ("count", Value.From(b.Tasks.Length)),
            ("states", States(b, stateOf))))])));

    private static MapValue Node(Box box, int index, Func<int, string> typeOf, Func<int, string>? stateOf) => MapValue.Of(
        ("id", Value.From($"n{index}")),
        ("name", Value.From(box.Name)),
        ("type", Value.From(box.IsGroup ? "group" : typeOf(box.Tasks[0]))),
        ("group", Value.From(box.IsGroup ? box.Name : TaskGroups.Of(box.Name))),
        ("x", Value.From(box.X)),
        ("y", Value.From(box.Y)),
        ("w", Value.From(LaidOutGraph.BoxWidth)),
        ("h", Value.From(LaidOutGraph.BoxHeight)),
        ("state", stateOf is null || box.IsGroup ? Value.Null : Value.From(stateOf(box.Tasks[0]))),
        ("count", Value.From(box.Tasks.Length)),
        ("states", box.IsGroup ? States(box, stateOf) : Value.Null));

    private static Value States(Box box, Func<int, string>? stateOf) => stateOf is null
        ? Value.Null
        : new MapValue([.. box.Tasks.GroupBy(stateOf).Select(g => new MapEntry(g.Key, Value.From(g.Count())))]);
}
