using System.Text;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Shell;

/// <summary>Where exactly a template stands in a text that must not have one.</summary>
internal static class TemplatePlace
{
    private const string Start = "${{";
    private const string End = "}}";

    /// <summary>Inside the value as it is written in the manifest; the whole value where escapes hide the template.</summary>
    public static SourceSpan InManifest(SourceSpan value)
    {
        if (value.Source is not { } source)
        {
            return value;
        }

        // Spans count in the text's own unit: bytes for JSON, characters for YAML. Latin-1 keeps bytes what they are.
        var text = source.Text.Length == source.Length ? source.Text : Encoding.Latin1.GetString(source.Utf8);
        return Find(text, value.Start, value.End) is { } at ? new SourceSpan(source, at.Start, at.End) : value;
    }

    /// <returns>Null when there is none.</returns>
    public static SourceSpan? InScript(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf("${{"u8) < 0)
        {
            return null;
        }

        var source = SourceText.FromUtf8(path, bytes.ToArray());
        var at = Find(Encoding.Latin1.GetString(bytes), 0, bytes.Length)!.Value;
        return new SourceSpan(source, at.Start, at.End);
    }

    private static (int Start, int End)? Find(string text, int from, int to)
    {
        to = Math.Min(to, text.Length);
        var start = text.IndexOf(Start, from, to - from, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var end = text.IndexOf(End, start, to - start, StringComparison.Ordinal);
        var lineEnd = text.IndexOf('\n', start, to - start);
        return (start, end >= 0 && (lineEnd < 0 || end < lineEnd) ? end + End.Length : start + Start.Length);
    }
}
