using System.Collections.Immutable;
using TaskRunner.Configuration.Questions;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>One <c>--set</c>: a path and the text after the sign, not typed before the question it answers is known.</summary>
/// <param name="Path">With the scope's own steps (<c>config</c>, or <c>tasks</c> and a name) in front.</param>
/// <param name="Text">What is to the right of the sign, or the file's text.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="IsVerbatim">The text of a file is never read as YAML.</param>
internal sealed record Assignment(ImmutableArray<PathStep> Path, string Text, SourceSpan Span, bool IsVerbatim)
{
    public string PathText => AnswerPath.Write(Path);

    public static Assignment? ReadSet(string text, DiagnosticBag diagnostics) =>
        Read("--set", text, diagnostics, isVerbatim: false, span => text[span.Start..]);

    public static Assignment? ReadSetFile(string text, DiagnosticBag diagnostics) =>
        Read("--set-file", text, diagnostics, isVerbatim: true, span => AnswerFile.ReadText(text[span.Start..], span, diagnostics)?.Text);

    public static Assignment? ReadSetText(string text, string content, DiagnosticBag diagnostics) =>
        Read("--set-file", text, diagnostics, isVerbatim: true, _ => content);

    /// <param name="flag">What it is called in messages.</param>
    /// <param name="text">The whole assignment.</param>
    /// <param name="diagnostics">Gets what is wrong with it.</param>
    /// <param name="isVerbatim">The text of a file is never read as YAML.</param>
    /// <param name="content">Finds the text by the place of what is to the right of the sign; null after an error was added.</param>
    private static Assignment? Read(string flag, string text, DiagnosticBag diagnostics, bool isVerbatim, Func<SourceSpan, string?> content)
    {
        var source = SourceText.FromString(flag, text);
        if (AnswerPath.Read(source, diagnostics) is not var (steps, start))
        {
            return null;
        }

        var span = new SourceSpan(source, start, text.Length);
        return content(span) is { } found ? new Assignment(steps, found, span, isVerbatim) : null;
    }

    /// <summary>The answers of a scope with this one laid over them; null after an error was added.</summary>
    public Value? Apply(MapValue answers, SchemaFacets scope, int scopeSteps, DiagnosticBag diagnostics) =>
        Put(answers, scope, scopeSteps, diagnostics);

    /// <summary>The answers of a scope where nothing but this was answered; indices do not count, for the items before are not there.</summary>
    public Value? Alone(SchemaFacets scope, int scopeSteps, DiagnosticBag diagnostics) =>
        (this with { Path = [.. Path.Select(s => s.Key is null ? s with { Index = PathStep.Append } : s)] })
        .Put(MapValue.Empty, scope, scopeSteps, diagnostics);

    private Value? Put(Value? current, SchemaFacets facets, int at, DiagnosticBag diagnostics)
    {
        if (at == Path.Length)
        {
            return TypedValue(facets, diagnostics);
        }

        return Path[at].Key is { } key
            ? PutKey(current, facets, at, key, diagnostics)
            : PutItem(current, facets, at, diagnostics);
    }

    private MapValue? PutKey(Value? current, SchemaFacets facets, int at, string key, DiagnosticBag diagnostics)
    {
        if (current is ListValue || (current is not MapValue && facets.Types is SchemaTypes.Array or (SchemaTypes.Array | SchemaTypes.Null)))
        {
            diagnostics.Error("TR3007", Path[at].Span, AnswerPath.Write(Path.Take(at)));
            return null;
        }

        // A reference is one map with one key: {$env: A} and {$file: B} must not end up beside each other.
        var map = current as MapValue;
        map = map is null || (facets.IsSecret && !map.ContainsKey(key)) ? MapValue.Empty : map;
        var inner = facets.Property(key);
        return Put(map[key], inner, at + 1, diagnostics) is { } value ? Set(map, key, value, Path[at].Span) : null;
    }

    private static MapValue Set(MapValue map, string key, Value value, SourceSpan keySpan)
    {
        var entry = new MapEntry(key, value, keySpan);
        for (var i = 0; i < map.Entries.Length; i++)
        {
            if (map.Entries[i].Key == key)
            {
                return new MapValue(map.Entries.SetItem(i, entry), map.Span);
            }
        }

        return new MapValue(map.Entries.Add(entry), map.Span);
    }

    private ListValue? PutItem(Value? current, SchemaFacets facets, int at, DiagnosticBag diagnostics)
    {
        var items = (current as ListValue)?.Items ?? [];
        var index = Path[at].Index == PathStep.Append ? items.Length : Path[at].Index;
        var isList = current is null or NullValue or ListValue && facets.Types.HasFlag(SchemaTypes.Array);
        if (index > items.Length || !isList)
        {
            diagnostics.Error(isList ? "TR3006" : "TR3008", Path[at].Span, AnswerPath.Write(Path.Take(at)), $"{items.Length}");
            return null;
        }

        var existing = index < items.Length ? items[index] : null;
        return Put(existing, facets.Item(index), at + 1, diagnostics) is not { } value ? null
            : new ListValue(index < items.Length ? items.SetItem(index, value) : items.Add(value), current?.Span ?? default);
    }

    private Value? TypedValue(SchemaFacets facets, DiagnosticBag diagnostics)
    {
        if (IsVerbatim || facets.IsText || (facets.IsSecret && facets.Types.HasFlag(SchemaTypes.String)) || IsPartOfReference())
        {
            return new StringValue(Text, Span);
        }

        if (Text.TrimStart() is not ['[' or '{' or '"' or '\'', ..])
        {
            return Text.Length == 0 ? new NullValue(Span) { PlainText = "" } : YamlReader.ReadScalar(Text, Span);
        }

        // The text is read by itself, so its spans are moved to where it stands behind the path.
        var own = new DiagnosticBag();
        var value = YamlReader.Read(SourceText.FromString("--set", Text), own);
        diagnostics.AddRange(own.Items.Select(d => d with { Span = Move(d.Span) }));
        return value is null ? null : Move(value);
    }

    /// <summary>Whether a secret is answered, or what may be one under a misspelt name: then the text is not to be shown.</summary>
    public bool MayBeSecret(SchemaFacets scope, int scopeSteps)
    {
        var reach = new SecretReach();
        foreach (var step in Path.Skip(scopeSteps))
        {
            scope = step.Key is { } key ? scope.Property(key) : scope.Item(Math.Max(step.Index, 0));
            if (scope.IsSecret || scope.AsksNothing)
            {
                return true;
            }
        }

        return reach.IsIn(scope);
    }

    private bool IsPartOfReference() => Path.Any(s => s.Key is ['$', ..]);

    private SourceSpan Move(SourceSpan span) => span with { Source = Span.Source, Start = span.Start + Span.Start, End = span.End + Span.Start };

    private Value Move(Value value) => value switch
    {
        MapValue map => new MapValue([.. map.Entries.Select(e => new MapEntry(e.Key, Move(e.Value), Move(e.KeySpan)))], Move(map.Span)),
        ListValue list => new ListValue([.. list.Items.Select(Move)], Move(list.Span)),
        _ => value.WithSpan(Move(value.Span)),
    };
}
