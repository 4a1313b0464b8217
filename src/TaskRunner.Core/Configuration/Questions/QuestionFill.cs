using System.Collections.Immutable;
using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Schemas;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Questions;

/// <summary>
/// Answers what nobody answered from elsewhere: <c>x-global</c> from the global configuration, <c>x-generate</c> with what was
/// drawn, or with a stand-in until something is. Works as the schema's own defaults do: a map that nobody wrote is made where
/// it is required, or where nothing required stays missing in it.
/// </summary>
internal sealed class QuestionFill(ScopeQuestions questions, QuestionConditions conditions, MapValue global, Value? drawn)
{
    private readonly ImmutableArray<PendingValue>.Builder _pending = ImmutableArray.CreateBuilder<PendingValue>();
    private readonly HashSet<SchemaNode> _open = [];

    /// <summary>What is drawn when the run begins.</summary>
    public ImmutableArray<PendingValue> Pending => _pending.ToImmutable();

    /// <summary>By pointer within the scope: the path in the global configuration it came from.</summary>
    public Dictionary<string, string> FromGlobal { get; } = new(StringComparer.Ordinal);

    /// <summary>Pointers within the scope of what was drawn; what is still waiting is not among them.</summary>
    public IEnumerable<string> Drawn => Generated.Except(_pending.Select(p => p.Pointer[questions.Pointer.Length..]));

    /// <summary>Pointers within the scope of what is or will be drawn.</summary>
    public HashSet<string> Generated { get; } = new(StringComparer.Ordinal);

    public MapValue Fill(MapValue answers) => questions.HasFillings ? FillMap(answers, questions.Facets, []) : answers;

    private MapValue FillMap(MapValue map, SchemaFacets facets, ImmutableArray<string> path)
    {
        foreach (var name in facets.Certain.SelectMany(n => n.Properties.Names).Distinct())
        {
            var property = facets.Property(name);
            if (!conditions.IsHidden(property) && Enter(property))
            {
                map = FillProperty(map, name, property, facets, path.Add(name));
                Leave(property);
            }
        }

        return map;
    }

    /// <summary>A schema that contains itself is not filled in for ever.</summary>
    private bool Enter(SchemaFacets property) => property.Certain.IsEmpty || _open.Add(property.Certain[0]);

    private void Leave(SchemaFacets property)
    {
        if (!property.Certain.IsEmpty)
        {
            _open.Remove(property.Certain[0]);
        }
    }

    private MapValue FillProperty(MapValue map, string name, SchemaFacets property, SchemaFacets parent, ImmutableArray<string> path)
    {
        if (map[name] is { } given)
        {
            return given is MapValue inner && !property.IsSecret && FillMap(inner, property, path) is var more && !ReferenceEquals(more, inner)
                ? map.With(name, more)
                : map;
        }

        if (FromElsewhere(property, path) is { } value)
        {
            return map.With(name, value);
        }

        return Make(property, path, parent.Certain.Any(n => n.Required.Contains(name))) is { } made ? map.With(name, made) : map;
    }

    private Value? FromElsewhere(SchemaFacets property, ImmutableArray<string> path)
    {
        var source = property.Certain.Select(n => n.Extensions.Global).FirstOrDefault(g => g is not null);
        if (source is not null && Pointer.Find(global, source.Split('.')) is { } value and not NullValue)
        {
            FromGlobal[Pointer.Of(path)] = source;
            return value.WithSpan(SourceSpan.None);
        }

        return property.Certain.Select(n => n.Extensions.Generate).FirstOrDefault(g => g is not null) is { } rule
            ? Generate(rule, property.IsSecret, path)
            : null;
    }

    private Value Generate(GenerateRule rule, bool isSecret, ImmutableArray<string> path)
    {
        Generated.Add(Pointer.Of(path));
        if (Pointer.Find(drawn, path) is { } value)
        {
            return value;
        }

        var pending = new PendingValue(AnswerPath.Write(questions.Name, path), questions.Pointer + Pointer.Of(path), rule, isSecret);
        _pending.Add(pending with { Task = questions.Task, Keys = path });
        return new SecretValue(new SecretContent.Derived(), pending.Fingerprint);
    }

    private MapValue? Make(SchemaFacets property, ImmutableArray<string> path, bool isRequired)
    {
        if (!property.Types.HasFlag(SchemaTypes.Object) || property.IsSecret || !property.DeclaresKeys)
        {
            return null;
        }

        var @default = property.Certain.Select(n => n.UsableDefault).FirstOrDefault(d => d is not null);
        if (@default is not (null or MapValue))
        {
            return null;
        }

        var before = _pending.Count;
        var made = FillMap(@default as MapValue ?? MapValue.Empty, property, path);
        var isFilled = made.Entries.Length > ((@default as MapValue)?.Entries.Length ?? 0);
        if (isFilled && (isRequired || @default is not null || IsComplete(made, property)))
        {
            return made;
        }

        // What would have been drawn inside a map that is not made is not drawn.
        while (_pending.Count > before)
        {
            _pending.RemoveAt(_pending.Count - 1);
        }

        return null;
    }

    private bool IsComplete(MapValue made, SchemaFacets facets) => facets.Certain.SelectMany(n => n.Required).All(name =>
        made.ContainsKey(name) || facets.Property(name) is var p && (conditions.IsHidden(p) || p.Certain.Any(n => n.HasDefault)));
}
