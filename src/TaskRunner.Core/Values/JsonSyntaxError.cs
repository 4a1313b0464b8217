using System.Text;
using TaskRunner.Diagnostics;

namespace TaskRunner.Values;

/// <summary>Says in our words what broke JSON's grammar. The library's own words name options of an API the user does not call.</summary>
internal static class JsonSyntaxError
{
    public static Diagnostic Describe(SourceText source, int at, int depth)
    {
        var text = source.Utf8;
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        if (at >= text.Length)
        {
            return At(source, "TR1004", at, at);
        }

        if (!System.Text.Unicode.Utf8.IsValid(text))
        {
            return At(source, "TR1002", at, at + 1);
        }

        if (depth >= JsonReader.MaxDepth - 1 && text[at] is (byte)'[' or (byte)'{')
        {
            return At(source, "TR1018", at, at + 1, $"{JsonReader.MaxDepth}");
        }

        var before = text[..at].TrimEnd(" \t\r\n"u8);
        if (text[at] is (byte)'}' or (byte)']' && before is [.., (byte)','])
        {
            return At(source, "TR1005", before.Length - 1, before.Length);
        }

        Rune.DecodeFromUtf8(text[at..], out var found, out var length);
        return At(source, found.Value is '/' or '#' ? "TR1006" : "TR1001", at, at + length, found.ToString());
    }

    private static Diagnostic At(SourceText source, string code, int start, int end, params ReadOnlySpan<string> arguments) =>
        new(code, Severity.Error, new SourceSpan(source, Math.Min(start, source.Length), Math.Min(end, source.Length)), [.. arguments]);
}
