using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Schemas;

/// <summary>Runs files of the JSON-Schema-Test-Suite and compares what fails with a list of groups that are left out.</summary>
internal sealed class SuiteRun(SchemaDialect dialect, IReadOnlyDictionary<string, string> leftOut, EvaluationOptions options)
{
    private readonly List<string> _surprises = [];
    private readonly HashSet<string> _stillFailing = [];

    public int Passed { get; private set; }

    public int LeftOut { get; private set; }

    /// <summary>Tests that fail without being listed, and listed groups that hold after all.</summary>
    public IReadOnlyList<string> Surprises =>
        [.. _surprises, .. leftOut.Keys.Where(k => !_stillFailing.Contains(k)).Select(k => $"listed but holds: {k}")];

    public void Run(string path)
    {
        var diagnostics = new DiagnosticBag();
        var groups = (ListValue)JsonReader.Read(SourceText.FromUtf8(Path.GetFileName(path), File.ReadAllBytes(path)), diagnostics)!;
        foreach (var group in groups.Items.Cast<MapValue>())
        {
            RunGroup($"{Path.GetFileNameWithoutExtension(path)} / {Text(group, "description")}", group);
        }
    }

    private void RunGroup(string name, MapValue group)
    {
        var (schema, problem) = Load(group["schema"]!);
        foreach (var test in ((ListValue)group["tests"]!).Items.Cast<MapValue>())
        {
            var result = schema?.Evaluate(test["data"]!, options);
            if (result is not null && result.IsValid == ((BooleanValue)test["valid"]!).Value)
            {
                Passed++;
            }
            else if (leftOut.ContainsKey(name))
            {
                LeftOut++;
                _stillFailing.Add(name);
            }
            else
            {
                var why = problem ?? (result?.Errors is [var error, ..] ? $"{error.Code} at {error.SchemaPointer}" : "no error");
                _surprises.Add($"fails: {name} / {Text(test, "description")} ({why})");
            }
        }
    }

    private (Schema? Schema, string? Problem) Load(Value document)
    {
        var diagnostics = new DiagnosticBag();
        var schema = Schema.Load(document, diagnostics, dialect);
        return (schema, diagnostics.Items.FirstOrDefault(d => d.Severity == Severity.Error) is { } d ? $"{d.Code} at {d.Pointer}" : null);
    }

    private static string Text(MapValue map, string key) => ((StringValue)map[key]!).Text;
}
