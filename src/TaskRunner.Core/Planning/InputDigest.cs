using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using TaskRunner.Values;

namespace TaskRunner.Planning;

/// <summary>
/// What a task's work depends on, as a text that is recorded with each attempt: the digest of all of it, then of each part, so
/// that a plan can name the input that changed. <c>sha256:… type=shell mode=cloud spec.env.HOST=… scripts/a.sh=…</c>; names of parts are
/// percent-escaped where they hold white space, <c>=</c> or <c>%</c>. Run, attempt, epoch and policy are no inputs. Recorded
/// digests are compared by later builds: the form does not change.
/// </summary>
internal static class InputDigest
{
    private const int MostParts = 64;
    private const int ShortLength = 12;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(" =%\n\r\t");

    /// <param name="type">Name of the task type.</param>
    /// <param name="mode">The mode taken, or null.</param>
    /// <param name="spec">The spec with its expressions as values; secrets not revealed.</param>
    /// <param name="files">Digests of the files the spec names and of <c>files:</c>, by path.</param>
    public static string Of(string type, string? mode, MapValue spec, MapValue files)
    {
        var whole = MapValue.Of(("type", Value.From(type)), ("mode", Value.From(mode)), ("spec", spec), ("files", files));
        var text = new StringBuilder(ValueDigest.Of(whole));
        text.Append(" type=").Append(type).Append(mode is null ? "" : " mode=").Append(mode);
        foreach (var (name, value) in PartsOf(spec))
        {
            Append(text, name, value);
        }

        foreach (var file in files.Entries.Length <= MostParts ? files.Entries : [new MapEntry("files", files)])
        {
            if (file.Value is StringValue { Text.Length: >= ShortLength } known)
            {
                text.Append(' ').Append(Escape(file.Key)).Append('=').Append(known.Text, 0, ShortLength);
            }
            else
            {
                Append(text, file.Key, file.Value);
            }
        }

        return text.ToString();
    }

    public static bool AreEqual(string? one, string? other) =>
        one is not null && other is not null && Whole(one).SequenceEqual(Whole(other));

    /// <summary>The parts that differ, by name; empty where nothing but their number tells.</summary>
    public static ImmutableArray<string> Changes(string? before, string now)
    {
        var (old, current) = (Read(before ?? ""), Read(now));
        return
        [
            .. current.Where(p => old.GetValueOrDefault(p.Key) != p.Value).Select(p => p.Key),
            .. old.Keys.Where(k => !current.ContainsKey(k)),
        ];
    }

    private static ReadOnlySpan<char> Whole(string digest) =>
        digest.IndexOf(' ', StringComparison.Ordinal) is var end and >= 0 ? digest.AsSpan(0, end) : digest;

    /// <summary>The spec's entries, and one level below maps: <c>spec.env.HOST</c>.</summary>
    private static IEnumerable<(string Name, Value Value)> PartsOf(MapValue spec)
    {
        var count = 0;
        foreach (var entry in spec.Entries)
        {
            if (entry.Value is MapValue map && (count += map.Entries.Length) <= MostParts)
            {
                foreach (var inner in map.Entries)
                {
                    yield return ($"spec.{entry.Key}.{inner.Key}", inner.Value);
                }
            }
            else
            {
                yield return ($"spec.{entry.Key}", entry.Value);
            }
        }
    }

    private static void Append(StringBuilder text, string name, Value value)
    {
        const int AfterAlgorithm = 7;
        text.Append(' ').Append(Escape(name)).Append('=').Append(ValueDigest.Of(value), AfterAlgorithm, ShortLength);
    }

    private static Dictionary<string, string> Read(string digest)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in digest.Split(' ').Skip(1))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            parts[Uri.UnescapeDataString(part[..at])] = part[(at + 1)..];
        }

        return parts;
    }

    private static string Escape(string name) =>
        name.AsSpan().ContainsAny(Escaped) ? Uri.EscapeDataString(name) : name;
}
