using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm2;

/// <summary>Builds a JSON object as Go does from a struct with <c>omitempty</c>: what is empty is left out, unless it is said to stay.</summary>
internal sealed class Record
{
    private readonly List<MapEntry> _entries = [];

    public MapValue Value => new([.. _entries]);

    public Record Keep(string key, Value value)
    {
        _entries.Add(new MapEntry(key, value));
        return this;
    }

    public Record Text(string key, string text) => text.Length == 0 ? this : Keep(key, new StringValue(text));

    public Record Number(string key, long number) => number == 0 ? this : Keep(key, new NumberValue(number));

    public Record Flag(string key, bool flag) => flag ? Keep(key, Values.Value.True) : this;

    public Record Texts(string key, IEnumerable<string> texts) => List(key, texts.Select(t => new StringValue(t)));

    public Record List(string key, IEnumerable<Value> items) => new ListValue([.. items]) is { Items.IsEmpty: false } list ? Keep(key, list) : this;

    public Record Map(string key, MapValue? map) => map is null or { Entries.IsEmpty: true } ? this : Keep(key, map);
}
