using System.Buffers;
using System.Globalization;
using System.Text;
using TaskRunner.Diagnostics;

namespace TaskRunner.Values;

/// <summary>Turns the bytes of a YAML file into text, refusing what is no text.</summary>
internal static class YamlText
{
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>YAML's grammar leaves these out; an editor shows none of them, so each would be a riddle later.</summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(c => (char)c).Except(['\t', '\n', '\r']), '\u007F', '\uFFFE', '\uFFFF']);

    public static SourceText? Decode(SourceText source, DiagnosticBag diagnostics, int maxLength)
    {
        if (source.Length > maxLength)
        {
            diagnostics.Error("TR1010", new SourceSpan(source, 0, 0), Number(source.Length), Number(maxLength));
            return null;
        }

        var decoded = source.IsUtf8 ? DecodeUtf8(source, diagnostics) : source;
        return decoded is not null && HasOnlyText(decoded, diagnostics) ? decoded : null;
    }

    private static SourceText? DecodeUtf8(SourceText source, DiagnosticBag diagnostics)
    {
        var bytes = source.Utf8;
        var bad = System.Text.Unicode.Utf8.IsValid(bytes) ? -1 : IndexOfInvalid(bytes);
        if (bad >= 0)
        {
            diagnostics.Error("TR1002", new SourceSpan(source, bad, bad + 1));
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes);
        return SourceText.FromString(source.Name, text is [ByteOrderMark, ..] ? text[1..] : text);
    }

    private static int IndexOfInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    private static bool HasOnlyText(SourceText source, DiagnosticBag diagnostics)
    {
        var at = source.Text.AsSpan().IndexOfAny(Forbidden);
        if (at < 0)
        {
            return true;
        }

        var code = ((int)source.Text[at]).ToString("X4", CultureInfo.InvariantCulture);
        diagnostics.Error("TR1011", new SourceSpan(source, at, at + 1), code);
        return false;
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
