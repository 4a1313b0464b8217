using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>
/// The plaintexts an attempt was given. An output that holds one is a secret whether or not it was declared so: scripts hand on
/// what they were given, and no journal may hold it.
/// </summary>
internal sealed class RevealedSecrets
{
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private SecretTexts? _masked;

    /// <summary>What is masked in everything the attempt says.</summary>
    public SecretTexts Texts => _masked ??= _texts.Count == 0 ? SecretTexts.None : new SecretTexts(_texts);

    /// <summary>How many secrets are too short to be told from other text.</summary>
    public int TooShort { get; private set; }

    /// <param name="hidden">A value with secrets sealed.</param>
    /// <param name="revealed">The same value with their plaintexts.</param>
    public RevealedSecrets Add(Value hidden, Value revealed)
    {
        if (!ReferenceEquals(hidden, revealed))
        {
            Collect(hidden, revealed);
        }

        return this;
    }

    /// <summary>A plaintext that became known while the attempt ran.</summary>
    public void Add(Value plaintext)
    {
        foreach (var text in SecretTexts.In(plaintext))
        {
            if (SecretTexts.IsTooShort(text))
            {
                TooShort++;
            }
            else if (_texts.Add(text.Trim()))
            {
                _masked = null;
            }
        }
    }

    /// <summary>Whether a value holds one, as it is or encoded.</summary>
    public bool IsIn(Value value) => _texts.Count > 0 && value switch
    {
        StringValue text => Texts.AreIn(text.Text),
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
                Add(revealed);
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
}
