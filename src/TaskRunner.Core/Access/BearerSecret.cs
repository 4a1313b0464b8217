using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace TaskRunner.Access;

/// <summary>
/// What somebody shows to be let in: <c>trt_ID_SECRET</c>. The secret has 256 random bits, so a plain hash of it can neither be
/// guessed nor looked up; the prefix lets scanners of repositories find one that was leaked.
/// </summary>
public readonly partial record struct BearerSecret(string Id, string Secret)
{
    private const string Prefix = "trt_";
    private const int SecretBytes = 32;
    private const int IdBytes = 6;

    public static BearerSecret New(RandomNumberGenerator random) => new(Draw(random, IdBytes).Replace('_', '-'), Draw(random, SecretBytes));

    public static BearerSecret? Parse(string? text)
    {
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length > 128)
        {
            return null;
        }

        var at = text.IndexOf('_', Prefix.Length);
        return at <= Prefix.Length || at == text.Length - 1 ? null : new BearerSecret(text[Prefix.Length..at], text[(at + 1)..]);
    }

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)));

    /// <summary>Compares in a time that does not tell how much of it is right.</summary>
    public bool Matches(string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(hash));

    /// <summary>The whole token; shown once.</summary>
    public string Reveal() => $"{Prefix}{Id}_{Secret}";

    /// <summary>Never the secret, wherever it is formatted.</summary>
    public override string ToString() => $"{Prefix}{Id}_…";

    /// <summary>A text that somebody wrote, without the secrets of tokens: people paste them where an id or a name is asked for.</summary>
    public static string Hide(string text) => Shown().Replace(text, m => m.Groups["id"].Success ? $"{Prefix}{m.Groups["id"].Value}_…" : "eyJ…");

    /// <summary>A token of ours, or a signed one of a provider.</summary>
    [GeneratedRegex(@"trt_(?<id>[A-Za-z0-9-]+)_[A-Za-z0-9_-]+|eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)?")]
    private static partial Regex Shown();

    private static string Draw(RandomNumberGenerator random, int count)
    {
        var bytes = new byte[count];
        random.GetBytes(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
