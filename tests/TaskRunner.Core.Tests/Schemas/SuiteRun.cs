using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Schemas;

/// <summary>Runs a folder of the JSON-Schema-Test-Suite and compares what fails with a list of what is left out.</summary>
internal sealed class SuiteRun(SchemaDialect dialect, IReadOnlyDictionary<string, string> leftOut)
{
    private readonly List<string> _surprises = [];
    private readonly HashSet<string> _usedReasons = [];

    public int Passed { get; private set; }

    public int LeftOut { get; private set; }

    /// <summary>Surprises: a test that fails and is not listed, one that is listed and passes, a reason that matches nothing.</summary>
    public IReadOnlyList<string> Surprises =>
        [.. _surprises, .. leftOut.Keys.Where(k => !_usedReasons.Contains(k)).Select(k => $"listed but not there: {k}")];

    public void File(string path, EvaluationOptions options)
    {
        var diagnostics = new DiagnosticBag();
        var groups = (ListValue)JsonReader.Read(SourceText.FromUtf8(Path.GetFileName(path), System.IO.File.ReadAllBytes(path)), diagnostics)!;
        foreach (var group in groups.Items.Cast<MapValue>())
        {
            Group(Path.GetFileNameWithoutExtension(path), group, options);
        }
    }

    private void Group(string file, MapValue group, EvaluationOptions options)
    {
        var title = $"{file} / {Text(group, "description")}";
        var (schema, problem) = Load(group["schema"]!);
        foreach (var test in ((ListValue)group["tests"]!).Items.Cast<MapValue>())
        {
            var result = schema?.Evaluate(test["data"]!, options);
            var passes = result is not null && result.IsValid == ((BooleanValue)test["valid"]!).Value;
            problem ??= result?.Errors.FirstOrDefault() is { } error ? $"{error.Code} at {error.SchemaPointer}" : null;
            Note(title, $"{title} / {Text(test, "description")}", passes, problem);
        }
    }

    private void Note(string group, string name, bool passes, string? problem)
    {
        var reason = new[] { name, group, group.Split(" / ")[0] }.FirstOrDefault(leftOut.ContainsKey);
        if (reason is not null)
        {
            _usedReasons.Add(reason);
        }

        (Passed, LeftOut) = (Passed + (passes ? 1 : 0), LeftOut + (passes ? 0 : 1));
        if (!passes && reason is null)
        {
            _surprises.Add($"fails: {name} ({problem})");
        }
        else if (passes && reason == name)
        {
            _surprises.Add($"listed but passes: {name}");
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
