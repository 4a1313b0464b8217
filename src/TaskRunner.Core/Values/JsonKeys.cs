using System.Text.Json;

namespace TaskRunner.Values;

/// <summary>Keys of maps, each made once: a document has very many of very few.</summary>
internal sealed class JsonKeys
{
    private const int Slots = 256;
    private readonly string?[] _known = new string?[Slots];

    /// <summary>The property name the reader stands at.</summary>
    public string Of(ref Utf8JsonReader reader)
    {
        var utf8 = reader.ValueSpan;
        if (reader.ValueIsEscaped || utf8.IsEmpty)
        {
            return reader.GetString()!;
        }

        ref var known = ref _known[((utf8.Length * 31) + (utf8[0] * 7) + utf8[^1]) % Slots];
        return known is not null && reader.ValueTextEquals(known) ? known : known = reader.GetString()!;
    }
}
