using System.Globalization;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;

namespace TaskRunner.Cli.Views;

/// <summary>A package's graph as a table, as Mermaid, as DOT or as JSON.</summary>
internal sealed class GraphView(Session session, PackageGraph graph)
{
    private readonly Dictionary<string, int> _numbers =
        graph.Tasks.Index().ToDictionary(t => t.Item.Name, t => t.Index, StringComparer.Ordinal);

    public void Show(string form)
    {
        switch (form)
        {
            case "json":
                new JsonView(session).Write(graph.ToValue());
                break;
            case "mermaid":
                Mermaid();
                break;
            case "dot":
                Dot();
                break;
            default:
                Table();
                break;
        }
    }

    private void Table()
    {
        var into = graph.Edges.ToLookup(e => e.To);
        var columns = new Columns(session.Out);
        columns.Add(session.Headings("task", "type", "waits"));
        foreach (var task in graph.Tasks)
        {
            var waits = string.Join(", ", into[task.Name].Select(Wait));
            columns.Add(task.Name, task.Type, waits.Length == 0 ? "-" : waits);
        }

        columns.Write();
    }

    /// <summary><c>build (needs, reference)</c>; the condition only where it is not the usual one.</summary>
    private static string Wait(GraphLine edge)
    {
        var words = edge.OriginWords.Concat(edge.On == EdgeCondition.Succeeded ? [] : [$"on: {Word(edge)}"]).ToList();
        return words.Count == 0 ? edge.From : $"{edge.From} ({string.Join(", ", words)})";
    }

    private void Mermaid()
    {
        session.Out.WriteLine("flowchart LR");
        foreach (var (number, task) in graph.Tasks.Index())
        {
            session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  t{number}[\"{task.Name.Replace("\"", "#quot;", StringComparison.Ordinal)}\"]"));
        }

        foreach (var edge in graph.Edges)
        {
            var arrow = edge.On == EdgeCondition.Succeeded ? "-->" : $"-. {Word(edge)} .->";
            session.Out.WriteLine($"  t{_numbers[edge.From]} {arrow} t{_numbers[edge.To]}");
        }
    }

    private void Dot()
    {
        session.Out.WriteLine("digraph package {");
        session.Out.WriteLine("  rankdir=LR;");
        session.Out.WriteLine("  node [shape=box];");
        foreach (var task in graph.Tasks)
        {
            session.Out.WriteLine($"  {Quoted(task.Name)};");
        }

        foreach (var edge in graph.Edges)
        {
            var style = edge.On == EdgeCondition.Succeeded ? "" : $" [style=dashed, label={Quoted(Word(edge))}]";
            session.Out.WriteLine($"  {Quoted(edge.From)} -> {Quoted(edge.To)}{style};");
        }

        session.Out.WriteLine("}");
    }

    private static string Word(GraphLine edge) => edge.On.ToString().ToLowerInvariant();

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
