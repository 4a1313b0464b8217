using System.Buffers;
using System.Text;
using TaskRunner.Secrets.Masking;
using TaskRunner.Values;

namespace TaskRunner.Secrets;

/// <summary>
/// Plaintexts that nobody may see, in every form in which a program prints them. Made once for an attempt and shared: immutable
/// and thread safe.
/// </summary>
public sealed class SecretTexts
{
    /// <summary>What stands where a secret stood.</summary>
    public const string Stars = "***";

    /// <summary>Fewer bytes than this cannot be masked: they stand everywhere by chance.</summary>
    public const int ShortestBytes = SecretForms.Shortest;

    private readonly Lazy<PatternFinder?> _finder;
    private readonly Lazy<PatternFinder?> _whole;

    /// <param name="texts">The plaintexts; those too short to be masked are passed over.</param>
    public SecretTexts(IEnumerable<string> texts)
    {
        Texts = [.. texts.Where(t => !IsTooShort(t)).Distinct(StringComparer.Ordinal)];
        _whole = new Lazy<PatternFinder?>(() => Compile(Texts.SelectMany(SecretForms.Of)));
        _finder = new Lazy<PatternFinder?>(() => Texts.Any(t => t.Contains('\n', StringComparison.Ordinal))
            ? Compile(Texts.SelectMany(t => SecretForms.Of(t).Concat(SecretForms.LinesOf(t))))
            : _whole.Value);
    }

    public static SecretTexts None { get; } = new([]);

    public IReadOnlyList<string> Texts { get; }

    public bool IsEmpty => Texts.Count == 0;

    /// <summary>Most bytes a stream is held back by.</summary>
    public int LongestForm => _finder.Value?.LongestPattern ?? 0;

    internal PatternFinder? Finder => _finder.Value;

    /// <summary>Whether a secret cannot be masked because it is too short; blanks around it do not count.</summary>
    public static bool IsTooShort(string text) => Encoding.UTF8.GetByteCount(text.AsSpan().Trim()) < ShortestBytes;

    /// <summary>The text with stars for every secret in it; the same text where there is none.</summary>
    public string Mask(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (_finder.Value is not { } finder || finder.IndexOf(bytes, 0, out _) < 0)
        {
            return text;
        }

        var masked = new ArrayBufferWriter<byte>(bytes.Length);
        var stream = new StreamMask(this);
        stream.Write(bytes, masked);
        stream.End(masked);
        return Encoding.UTF8.GetString(masked.WrittenSpan);
    }

    /// <summary>Whether a whole secret stands in it, in any form.</summary>
    public bool AreIn(string text) => _whole.Value?.IndexOf(Encoding.UTF8.GetBytes(text), 0, out _) >= 0;

    /// <summary>The texts in a plaintext value, at any depth. What is no text and no number cannot be told from anything else.</summary>
    public static IEnumerable<string> In(Value plaintext) => plaintext switch
    {
        StringValue text => [text.Text],
        NumberValue number => [number.Literal],
        ListValue list => list.Items.SelectMany(In),
        MapValue map => map.Entries.SelectMany(e => In(e.Value)),
        _ => [],
    };

    private static PatternFinder? Compile(IEnumerable<byte[]> forms)
    {
        var distinct = forms.DistinctBy(Convert.ToHexString).ToList();
        return distinct.Count == 0 ? null : new PatternFinder(distinct);
    }
}
