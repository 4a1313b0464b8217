using System.Text.Json;
using TaskRunner.Diagnostics;

namespace TaskRunner.Values;

/// <summary>Reads JSON (RFC 8259, no comments) into values with byte spans. Duplicate keys and depth over 64 are refused.</summary>
public static class JsonReader
{
    public const int MaxDepth = 64;
    private const int TrustedDepth = 256;

    /// <returns>The value, or a null reference after an error was added to <paramref name="diagnostics"/>.</returns>
    public static Value? Read(SourceText source, DiagnosticBag diagnostics)
    {
        var own = new DiagnosticBag();
        var value = ReadTree(source, own);
        diagnostics.AddRange(own.Items);
        return own.HasErrors ? null : value;
    }

    /// <summary>Reads JSON this program wrote itself (a journal body, a stored answer).</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static Value ReadTrusted(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = TrustedDepth });
        reader.Read();
        return ReadTrusted(ref reader);
    }

    /// <summary>The same for one value inside a document: the reader stands on its first token and is left on its last.</summary>
    internal static Value ReadTrusted(ref Utf8JsonReader reader) => new JsonComposer(null, null).Read(ref reader);

    /// <summary>Like <see cref="Read"/>, but returns what could be read beside errors that are not of the grammar, so that a caller can go on and find more.</summary>
    internal static Value? ReadTree(SourceText source, DiagnosticBag diagnostics)
    {
        // Places are counted in bytes, so the text they belong to must be one of bytes.
        source = source.IsUtf8 ? source : SourceText.FromUtf8(source.Name, source.Utf8.ToArray());
        var reader = new Utf8JsonReader(source.Utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            reader.Read();
            var value = new JsonComposer(source, diagnostics).Read(ref reader);
            reader.Read(); // throws on anything after the value
            return value;
        }
        catch (JsonException)
        {
            diagnostics.Add(JsonSyntaxError.Describe(source, (int)reader.BytesConsumed, reader.CurrentDepth));
            return null;
        }
        catch (InvalidOperationException)
        {
            // The reader finds a lone surrogate or bad UTF-8 only when the text is asked for.
            var at = (int)reader.TokenStartIndex;
            diagnostics.Error("TR1002", new SourceSpan(source, at, at + 1));
            return null;
        }
    }
}
