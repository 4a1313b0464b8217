using System.Text.RegularExpressions;
using TaskRunner.Diagnostics;

namespace TaskRunner.Registries;

/// <summary>
/// Where something is in a registry: <c>oci://HOST[:PORT]/REPOSITORY[:TAG][@sha256:HEX]</c>, by the grammar of the distribution spec.
/// Where a tag and a digest are given the digest is what counts, and the tag is for readers.
/// </summary>
/// <param name="Host">With its port.</param>
/// <param name="Repository">Lower case, parts between slashes.</param>
public sealed partial record OciReference(string Host, string Repository)
{
    public const string Scheme = "oci://";

    private const int LongestRepository = 255;

    public string? Tag { get; init; }

    /// <summary><c>sha256:…</c> of the manifest, or null.</summary>
    public string? Digest { get; init; }

    /// <summary>Without tag and digest.</summary>
    public string Name => $"{Host}/{Repository}";

    public static bool IsOne(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    public static bool IsTag(string text) => TagForm().IsMatch(text);

    /// <exception cref="RefusedException">It is none; the message names the part that is wrong.</exception>
    public static OciReference Parse(string text)
    {
        var rest = IsOne(text) ? text[Scheme.Length..] : throw Refuse("TR8301", text);
        string? digest = null;
        if (rest.IndexOf('@') is >= 0 and var at)
        {
            (rest, digest) = (rest[..at], rest[(at + 1)..]);
        }

        string? tag = null;
        if (rest.LastIndexOf(':') is >= 0 and var colon && colon > rest.LastIndexOf('/'))
        {
            (rest, tag) = (rest[..colon], rest[(colon + 1)..]);
        }

        var slash = rest.IndexOf('/');
        var (host, repository) = slash > 0 ? (rest[..slash], rest[(slash + 1)..]) : throw Refuse("TR8301", text);
        return !HostForm().IsMatch(host) || !HasPort(host) ? throw Refuse("TR8302", text, host)
            : repository.Length > LongestRepository || !RepositoryForm().IsMatch(repository) ? throw Refuse("TR8303", text, repository)
            : tag is not null && !IsTag(tag) ? throw Refuse("TR8304", text, tag)
            : digest is not null && !OciDigest.IsOne(digest) ? throw Refuse("TR8305", text, digest)
            : new OciReference(host, repository) { Tag = tag, Digest = digest };
    }

    /// <summary>What is there for good: the same without the tag, which may mean something else tomorrow.</summary>
    public OciReference At(string digest) => new(Host, Repository) { Digest = digest };

    public override string ToString() => $"{Scheme}{Name}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";

    private static bool HasPort(string host)
    {
        var port = host.LastIndexOf(':') is >= 0 and var colon && !host.EndsWith(']') ? host[(colon + 1)..] : null;
        return port is null || ushort.TryParse(port, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0;
    }

    private static RefusedException Refuse(string code, params ReadOnlySpan<string> arguments) => new(RefusalKind.Usage, code, arguments);

    [GeneratedRegex(@"\A(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?\z", RegexOptions.NonBacktracking)]
    private static partial Regex HostForm();

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex RepositoryForm();

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex TagForm();
}
