using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>
/// The plaintexts an attempt was given. An output that holds one is a secret whether or not it was declared so: scripts hand on
/// what they were given, and no journal may hold it.
/// </summary>
internal sealed class RevealedSecrets
{
    /// <summary>Shorter ones are found everywhere by chance.</summary>
    private const int Shortest = 4;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    /// <param name="hidden">The names with secrets sealed.</param>
    /// <param name="revealed">The same names with their plaintexts.</param>
    public RevealedSecrets(Value hidden, Value revealed)
    {
        if (!ReferenceEquals(hidden, revealed))
        {
            Collect(hidden, revealed);
        }
    }

    public bool IsIn(Value value) => _texts.Count > 0 && value switch
    {
        StringValue text => _texts.Any(secret => text.Text.Contains(secret, StringComparison.Ordinal)),
        NumberValue number => _texts.Contains(number.Literal),
        ListValue list => list.Items.Any(IsIn),
        MapValue map => map.Entries.Any(e => IsIn(e.Value)),
        _ => false,
    };

    private void Collect(Value hidden, Value revealed)
    {
        switch (hidden, revealed)
        {
            case (SecretValue, _):
                CollectTexts(revealed);
                break;
            case (MapValue h, MapValue r):
                foreach (var entry in h.Entries)
                {
                    Collect(entry.Value, r[entry.Key] ?? Value.Null);
                }

                break;
            case (ListValue h, ListValue r):
                for (var i = 0; i < h.Items.Length; i++)
                {
                    Collect(h.Items[i], r.Items[i]);
                }

                break;
        }
    }

    private void CollectTexts(Value revealed)
    {
        switch (revealed)
        {
            case StringValue { Text.Length: >= Shortest } text:
                _texts.Add(text.Text);
                break;
            case NumberValue { Literal.Length: >= Shortest } number:
                _texts.Add(number.Literal);
                break;
            case ListValue list:
                foreach (var item in list.Items)
                {
                    CollectTexts(item);
                }

                break;
            case MapValue map:
                foreach (var entry in map.Entries)
                {
                    CollectTexts(entry.Value);
                }

                break;
        }
    }
}
