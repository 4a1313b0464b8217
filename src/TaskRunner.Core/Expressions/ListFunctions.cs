using System.Collections.Immutable;
using System.Text;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>What is asked of, made from or cut into lists.</summary>
internal static class ListFunctions
{
    public static Value Contains(Call call) => Value.From(call[0] switch
    {
        ListValue list => list.Items.Contains(call[1]),
        MapValue map => map.ContainsKey(call.Text(1)),
        _ => call.Text(0).Contains(call.Text(1), StringComparison.Ordinal),
    });

    public static Value Length(Call call) => Value.From(call[0] switch
    {
        StringValue s => s.Text.Length,
        ListValue l => l.Items.Length,
        MapValue m => (long)m.Entries.Length,
        _ => throw new InvalidOperationException("the kinds of length's argument were checked; this is a bug"),
    });

    public static Value Join(Call call)
    {
        var separator = call.Count > 1 ? call.Text(1) : ",";
        var items = ((ListValue)call[0]).Items;
        var text = new StringBuilder();
        for (var i = 0; i < items.Length; i++)
        {
            text.Append(i == 0 ? "" : separator);
            text.Append(ValueText.Of(items[i], ExpressionLimits.Result)
                ?? throw (items[i] is NullValue ? call.Refuse("TR4019", 0, $"{i}") : call.TooLong()));
            if (text.Length > ExpressionLimits.Result)
            {
                throw call.TooLong();
            }
        }

        return call.Result(text.ToString());
    }

    public static Value Split(Call call)
    {
        if (call.Text(1).Length == 0)
        {
            throw call.Refuse("TR4033", 1);
        }

        var parts = call.Text(0).Split(call.Text(1), ExpressionLimits.Items + 1);
        return parts.Length > ExpressionLimits.Items
            ? throw call.TooLong()
            : new ListValue([.. parts.Select(Value.From)]);
    }
}
