using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>One input, read but not yet held against any schema. The hierarchy is closed.</summary>
internal abstract record AnswerLayer
{
    private AnswerLayer()
    {
    }

    /// <param name="Config">What stands under <c>config</c>; null: nothing.</param>
    /// <param name="Tasks">What stands under <c>tasks</c>, by name.</param>
    public sealed record Document(MapEntry? Config, ImmutableArray<MapEntry> Tasks) : AnswerLayer;

    public sealed record Setting(Assignment Assignment) : AnswerLayer
    {
        /// <summary>The task it is for; null for the package.</summary>
        public string? Task => Assignment.Path[0].Key == ScopeName.Tasks ? Assignment.Path[1].Key : null;
    }

    /// <summary>Reads inputs in order; what cannot be read is an error and left out.</summary>
    public static ImmutableArray<AnswerLayer> Read(
        IEnumerable<AnswerInput> inputs, IReadOnlyCollection<string> questions, DiagnosticBag diagnostics)
    {
        var layers = ImmutableArray.CreateBuilder<AnswerLayer>();
        foreach (var input in inputs)
        {
            AnswerLayer? layer = input switch
            {
                AnswerInput.File file => ReadDocument(file.Text, questions, diagnostics),
                AnswerInput.Document document => FromDocument(document.Answers, questions, diagnostics),
                AnswerInput.Set set => FromAssignment(Assignment.ReadSet(set.Assignment, diagnostics), questions, diagnostics),
                AnswerInput.SetFile set => FromAssignment(Assignment.ReadSetFile(set.Assignment, diagnostics), questions, diagnostics),
                AnswerInput.SetText set => FromAssignment(Assignment.ReadSetText(set.Assignment, set.Text, diagnostics), questions, diagnostics),
                _ => throw new InvalidOperationException("the hierarchy of inputs is closed; this is a bug"),
            };
            if (layer is not null)
            {
                layers.Add(layer);
            }
        }

        return layers.ToImmutable();
    }

    private static Document? ReadDocument(SourceText text, IReadOnlyCollection<string> questions, DiagnosticBag diagnostics)
    {
        // Errors of one file must not hide those of the next, hence a bag of its own.
        var own = new DiagnosticBag();
        var value = text.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? JsonReader.Read(text, own) : YamlReader.Read(text, own);
        diagnostics.AddRange(own.Items);
        return value switch
        {
            null => null,
            NullValue => new Document(null, []),
            MapValue map => FromDocument(map, questions, diagnostics),
            _ => Refuse(value, diagnostics),
        };
    }

    private static Document? Refuse(Value value, DiagnosticBag diagnostics)
    {
        diagnostics.Error("TR3005", value.Span);
        return null;
    }

    private static Document FromDocument(MapValue map, IReadOnlyCollection<string> questions, DiagnosticBag diagnostics)
    {
        foreach (var entry in map.Entries.Where(e => !ScopeName.IsTop(e.Key)))
        {
            ReportTop(entry.Key, entry.KeySpan, questions, diagnostics);
        }

        var tasks = map.TryGetEntry(ScopeName.Tasks, out var all) ? all.Value : null;
        if (tasks is not (null or NullValue or MapValue))
        {
            diagnostics.Error("TR3025", tasks.Span);
        }

        return new Document(map.TryGetEntry(ScopeName.Config, out var config) ? config : null, (tasks as MapValue)?.Entries ?? []);
    }

    private static Setting? FromAssignment(Assignment? assignment, IReadOnlyCollection<string> questions, DiagnosticBag diagnostics)
    {
        if (assignment is null)
        {
            return null;
        }

        var first = assignment.Path[0];
        if (first.Key is null || !ScopeName.IsTop(first.Key))
        {
            ReportTop(first.ToString(), first.Span, questions, diagnostics);
            return null;
        }

        var least = first.Key == ScopeName.Tasks ? 3 : 2;
        if (assignment.Path.Length >= least && assignment.Path.Take(least).All(s => s.Key is not null))
        {
            return new Setting(assignment);
        }

        diagnostics.Error("TR3009", new SourceSpan(first.Span.Source, 0, assignment.Path[^1].Span.End), assignment.PathText);
        return null;
    }

    /// <summary>A question written without its scope is the usual slip, so that is what is proposed first.</summary>
    private static void ReportTop(string key, SourceSpan span, IReadOnlyCollection<string> questions, DiagnosticBag diagnostics)
    {
        var meant = questions.Contains(key) ? $"{ScopeName.Config}.{key}" : NearestName.Of(key, [ScopeName.Config, ScopeName.Tasks]);
        diagnostics.Add(new Diagnostic("TR3019", Severity.Error, span, [key]) { Pointer = $"/{key}", DidYouMean = meant });
    }
}
