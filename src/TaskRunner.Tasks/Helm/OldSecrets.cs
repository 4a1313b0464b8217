using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>What the release was given before where the task now gives secrets: a password that was changed is still nobody's business.</summary>
internal static class OldSecrets
{
    public static SecretTexts Of(MapValue? hidden, MapValue? before)
    {
        var texts = new List<string>();
        if (hidden is not null && before is not null)
        {
            Collect(hidden, before, texts);
        }

        return texts.Count == 0 ? SecretTexts.None : new SecretTexts(texts);
    }

    private static void Collect(Value hidden, Value before, List<string> texts)
    {
        switch (hidden, before)
        {
            case (SecretValue, _):
                texts.AddRange(SecretTexts.In(before));
                break;
            case (MapValue h, MapValue b):
                foreach (var entry in h.Entries)
                {
                    Collect(entry.Value, b[entry.Key] ?? Value.Null, texts);
                }

                break;
            case (ListValue h, ListValue b):
                foreach (var (item, old) in h.Items.Zip(b.Items))
                {
                    Collect(item, old, texts);
                }

                break;
        }
    }
}
