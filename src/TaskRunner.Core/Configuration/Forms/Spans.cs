using TaskRunner.Values;

namespace TaskRunner.Configuration.Forms;

/// <summary>Values without the places they were read from: what is kept must not lead back to a text with secrets in it.</summary>
internal static class Spans
{
    public static Value Without(Value value) => value switch
    {
        MapValue map => new MapValue([.. map.Entries.Select(e => new MapEntry(e.Key, Without(e.Value)))]),
        ListValue list => new ListValue([.. list.Items.Select(Without)]),
        NumberValue number => new NumberValue(number.Literal),
        StringValue text => new StringValue(text.Text),
        BooleanValue flag => Value.From(flag.Value),
        NullValue => Value.Null,
        _ => value.WithSpan(SourceSpan.None),
    };
}
