using System.Collections.Immutable;
using TaskRunner.Configuration.Questions;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>
/// Holds what a person answered against the questions, one layer at a time: unknown answers, answers to other modes'
/// questions, references where no secret is asked for. What cannot stand is reported and left out; secrets are hidden from
/// every text that errors quote, also those a later layer replaces.
/// </summary>
internal sealed class AnswerCheck(ScopeQuestions asked, SchemaFacets everywhere, SecretMask mask, DiagnosticBag diagnostics)
{
    // "asked" are the questions as they are asked now, "everywhere" those of every mode together.
    private readonly SecretReach _secrets = new();
    private readonly List<string> _refused = [];
    private ImmutableList<string> _path = [];

    /// <summary>Pointers of answers that could not stand.</summary>
    public IReadOnlyCollection<string> Refused => _refused;

    /// <returns>What can stand; a map.</returns>
    public MapValue Check(Value value)
    {
        if (value is NullValue)
        {
            return MapValue.Empty;
        }

        if (value is MapValue map)
        {
            return CheckMap(map, asked.Facets, everywhere, asked.AsksNothing);
        }

        mask.Hide(value.Span);
        diagnostics.Error("TR3025", value.Span);
        return MapValue.Empty;
    }

    private Value? CheckAt(Value value, SchemaFacets facets, SchemaFacets all)
    {
        if (all.IsSecret)
        {
            return CheckSecret(value);
        }

        if (value is not NullValue && _secrets.IsIn(all) && !Fits(value, all.Types))
        {
            // It cannot hold the secrets that are asked for below, so it may be one itself.
            mask.Hide(value.Span);
            return Refuse("TR3034", value.Span, PathText);
        }

        switch (value)
        {
            case MapValue map when SecretReference.IsKnown(map) && !facets.Declares(map.Entries[0].Key):
                return Refuse("TR3017", map.Entries[0].KeySpan, PathText);
            case MapValue map:
                return CheckMap(map, facets, all, false);
            case ListValue list:
                return new ListValue([.. list.Items.Select((item, i) => CheckItem(item, i, facets, all)).OfType<Value>()], list.Span);
            default:
                return value;
        }
    }

    private Value? CheckSecret(Value value)
    {
        if (value is MapValue marked && marked.ContainsKey(SecretReference.StoreMarker))
        {
            return RefuseMarker(marked);
        }

        if (value is MapValue map && SecretReference.IsMeant(map))
        {
            return SecretReference.Read(map, PathText, diagnostics) ?? Drop(Here);
        }

        if (value is not NullValue)
        {
            mask.Hide(value.Span);
        }

        return value;
    }

    private MapValue CheckMap(MapValue map, SchemaFacets facets, SchemaFacets all, bool asksNothing)
    {
        if (map.ContainsKey(SecretReference.StoreMarker))
        {
            return RefuseMarker(map) ?? MapValue.Empty;
        }

        var entries = ImmutableArray.CreateBuilder<MapEntry>(map.Entries.Length);
        foreach (var entry in map.Entries)
        {
            var before = _path;
            _path = _path.Add(entry.Key);
            if (Known(entry, facets, all, asksNothing) && CheckAt(entry.Value, facets.Property(entry.Key), all.Property(entry.Key)) is { } value)
            {
                entries.Add(entry with { Value = value });
            }

            _path = before;
        }

        return new MapValue(entries.DrainToImmutable(), map.Span);
    }

    private Value? CheckItem(Value item, int index, SchemaFacets facets, SchemaFacets all)
    {
        var before = _path;
        _path = _path.Add($"{index}");
        var value = CheckAt(item, facets.Item(index), all.Item(index));
        _path = before;
        return value;
    }

    private bool Known(MapEntry entry, SchemaFacets facets, SchemaFacets all, bool asksNothing)
    {
        if (!asksNothing && (facets.IsOpen || facets.Declares(entry.Key)))
        {
            return true;
        }

        // Whatever was meant here, it may have been a secret under a misspelt name.
        mask.Hide(entry.Value.Span);
        if (all.Declares(entry.Key))
        {
            diagnostics.Add(new Diagnostic("TR3012", Severity.Warning, entry.KeySpan, [PathText]) { Pointer = Here });
            return false;
        }

        var isEmptyScope = asksNothing && _path.Count == 1;
        var error = new Diagnostic(isEmptyScope ? "TR3011" : "TR3010", Severity.Error, entry.KeySpan, [PathText, asked.Name]);
        diagnostics.Add(error with { Pointer = Here, DidYouMean = NearestName.Of(entry.Key, facets.Names) });
        return false;
    }

    private MapValue? RefuseMarker(MapValue map)
    {
        map.TryGetEntry(SecretReference.StoreMarker, out var entry);
        mask.Hide(map.Span);
        return Refuse("TR3013", entry.KeySpan, PathText);
    }

    private MapValue? Drop(string pointer)
    {
        _refused.Add(pointer);
        return null;
    }

    private MapValue? Refuse(string code, SourceSpan span, string argument)
    {
        _refused.Add(Here);
        diagnostics.Add(new Diagnostic(code, Severity.Error, span, [argument]) { Pointer = Here });
        return null;
    }

    private static bool Fits(Value value, SchemaTypes types) => value switch
    {
        MapValue => types.HasFlag(SchemaTypes.Object),
        ListValue => types.HasFlag(SchemaTypes.Array),
        _ => (types & SchemaTypes.Scalar) != 0,
    };

    private string PathText => AnswerPath.Write(asked.Name, _path);

    private string Here => asked.Pointer + Pointer.Of(_path);
}
