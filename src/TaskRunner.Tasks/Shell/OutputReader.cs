using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Tasks.Processes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Shell;

/// <summary>
/// Reads what a script wrote to <c>$TASKRUNNER_OUTPUT</c>. If its first character that is no blank is <c>{</c>, it is one JSON
/// object, typed. Otherwise it is lines: <c>key=value</c>, or <c>key&lt;&lt;END</c> and all lines up to one that is <c>END</c>, joined by line
/// breaks without a last one; empty lines between are skipped and a key written twice has its last value. Text values are
/// strings; what type they stand for is the contract's to say.
/// </summary>
internal sealed class OutputReader
{
    private const int LargestValue = 1 << 20;
    private const string SecretMarker = "$secret";

    /// <summary>Why the last <see cref="Read"/> gave nothing; one line.</summary>
    public LocalizableString Problem { get; private set; } = "";

    /// <param name="path">Where the script wrote.</param>
    /// <param name="remembered">What was there when it ended, or null: then it is read now.</param>
    /// <returns>Null after <see cref="Problem"/> was set.</returns>
    public MapValue? Read(string path, ReadOnlyMemory<byte>? remembered)
    {
        string? problem = null;
        if ((remembered?.ToArray() ?? ResultFile.Read(path, out problem)) is not { } bytes)
        {
            return Fail(problem!);
        }

        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
            return text.TrimStart().StartsWith('{') ? ReadJson(text) : ReadLines(text.Split('\n'));
        }
        catch (DecoderFallbackException e)
        {
            return Refuse("outputs-not-utf8", bytes.AsSpan(0, e.Index).Count((byte)'\n') + 1);
        }
    }

    private MapValue? ReadJson(string text)
    {
        var problems = new DiagnosticBag();
        var value = JsonReader.Read(SourceText.FromString("$TASKRUNNER_OUTPUT", text), problems);
        if (value is not MapValue map)
        {
            return Refuse("outputs-not-json", problems.Items[0].Span.StartPosition.Line, LocalizableString.Of(problems.Items[0]));
        }

        if (FindMarker(map) is { } marker)
        {
            return Refuse("outputs-secret-key", marker.KeySpan.StartPosition.Line);
        }

        var large = map.Entries.FirstOrDefault(e => JsonWriter.ToUtf8(e.Value).Length > LargestValue);
        return large.Key is null ? map : Refuse("outputs-value-too-large", large.KeySpan.StartPosition.Line, large.Key);
    }

    private MapValue? ReadLines(string[] lines)
    {
        var values = new OrderedDictionary<string, Value>();
        for (var i = 0; i < lines.Length; i++)
        {
            var (line, number) = (lines[i], i + 1);
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var block = line.IndexOf("<<", StringComparison.Ordinal);
            var isBlock = block >= 0 && (equals < 0 || block < equals);
            if (!isBlock && equals < 0)
            {
                return Refuse("outputs-not-a-line", number, Shown(line));
            }

            var key = line[..(isBlock ? block : equals)];
            if (!IsName(key))
            {
                return Refuse("outputs-not-a-name", number, Shown(key));
            }

            if ((isBlock ? ReadBlock(lines, ref i, line[(block + 2)..].Trim(), key) : line[(equals + 1)..]) is not { } value)
            {
                return null;
            }

            if (Encoding.UTF8.GetByteCount(value) > LargestValue)
            {
                return Refuse("outputs-value-too-large", number, key);
            }

            values[key] = Value.From(value);
        }

        return new MapValue([.. values.Select(v => new MapEntry(v.Key, v.Value))]);
    }

    private string? ReadBlock(string[] lines, ref int at, string end, string key)
    {
        var first = at + 1;
        var last = end.Length == 0 ? -1 : Array.FindIndex(lines, first, l => l.TrimEnd('\r') == end);
        if (last < 0)
        {
            Refuse(end.Length == 0 ? "outputs-block-without-end" : "outputs-block-open", first, key, Shown(end));
            return null;
        }

        at = last;
        return string.Join('\n', lines[first..last]);
    }

    private static bool IsName(string key) =>
        key.Length > 0 && !char.IsAsciiDigit(key[0]) && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    /// <summary>How the store marks a sealed secret; a script may not write one.</summary>
    private static MapEntry? FindMarker(Value value) => value switch
    {
        MapValue map => map.Entries.Where(e => e.Key == SecretMarker).Select(e => (MapEntry?)e).FirstOrDefault()
            ?? map.Entries.Select(e => FindMarker(e.Value)).FirstOrDefault(e => e is not null),
        ListValue list => list.Items.Select(FindMarker).FirstOrDefault(e => e is not null),
        _ => null,
    };

    private static string Shown(string text) => OneLine.Of(text);

    private MapValue? Fail(string key)
    {
        Problem = LocalizableString.Of(key);
        return null;
    }

    private MapValue? Refuse(string key, int line, params ImmutableArray<LocalizableString> arguments)
    {
        Problem = LocalizableString.Of(key, [line.ToString(CultureInfo.InvariantCulture), .. arguments]);
        return null;
    }
}
