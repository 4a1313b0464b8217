using TaskRunner.Configuration.Questions;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>Says of every value where it comes from.</summary>
internal sealed class ValueOrigins(ScopeQuestions questions, MapValue answered, MapValue recorded, QuestionFill fill, MapValue given)
{
    public IReadOnlyList<ExplainedValue> Explain(MapValue config)
    {
        var found = new List<ExplainedValue>();
        Visit(config, [], found);
        return found;
    }

    private void Visit(Value value, string[] keys, List<ExplainedValue> found)
    {
        if (value is MapValue { Entries.IsEmpty: false } map)
        {
            foreach (var entry in map.Entries)
            {
                Visit(entry.Value, [.. keys, entry.Key], found);
            }
        }
        else
        {
            found.Add(new ExplainedValue(AnswerPath.Write(questions.Name, keys), value, Origin(value, keys)));
        }
    }

    private ValueOrigin Origin(Value value, string[] keys)
    {
        var pointer = Pointer.Of(keys);
        if (Pointer.Find(given, keys) is not null)
        {
            return new ValueOrigin.Package();
        }

        if (Pointer.Find(answered, keys) is { } answer)
        {
            // What was recorded comes from the store and has no place in any text.
            var isRecorded = answer.Span.Source is null && Pointer.Find(recorded, keys) is { } before && before.Equals(value);
            return isRecorded ? new ValueOrigin.Recorded() : new ValueOrigin.Given(answer.Span);
        }

        return fill.Generated.Contains(pointer) ? new ValueOrigin.Generated()
            : fill.FromGlobal.TryGetValue(pointer, out var path) ? new ValueOrigin.Global(path)
            : new ValueOrigin.Default();
    }
}
