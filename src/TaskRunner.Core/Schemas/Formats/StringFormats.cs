using System.Buffers.Text;
using System.Collections.Frozen;
using TaskRunner.Schemas.Patterns;

namespace TaskRunner.Schemas.Formats;

/// <summary>
/// Formats of strings that are checked. Any other name is allowed and only describes; so do <c>password</c> and <c>binary</c>.
/// <c>duration</c> takes what RFC 3339 says (<c>PT1H30M</c>) and what this tool's own settings use (<c>1h30m</c>).
/// </summary>
internal static class StringFormats
{
    private static readonly FrozenDictionary<string, Func<string, bool>> Checks = new Dictionary<string, Func<string, bool>>
    {
        ["date-time"] = DateTimeFormats.IsDateTime,
        ["date"] = DateTimeFormats.IsDate,
        ["time"] = DateTimeFormats.IsTime,
        ["duration"] = DurationFormats.IsDuration,
        ["email"] = EmailFormat.IsEmail,
        ["hostname"] = HostFormats.IsHostname,
        ["ipv4"] = HostFormats.IsIpv4,
        ["ipv6"] = HostFormats.IsIpv6,
        ["uri"] = UriFormats.IsUri,
        ["uri-reference"] = UriFormats.IsReference,
        ["uuid"] = text => text.Length == 36 && Guid.TryParseExact(text, "D", out _),
        ["byte"] = text => Base64.IsValid(text) && !text.AsSpan().ContainsAny(" \t\r\n"),
        ["regex"] = IsRegex,
        ["json-pointer"] = PointerFormats.IsPointer,
        ["relative-json-pointer"] = PointerFormats.IsRelativePointer,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] Descriptive =
        ["password", "binary", "int32", "int64", "float", "double", "idn-email", "idn-hostname", "iri", "iri-reference", "uri-template"];

    /// <summary>Names that mean something here, to find misspelt ones.</summary>
    public static IEnumerable<string> Known => Checks.Keys.Concat(Descriptive);

    public static bool IsMatch(string format, string text) => !Checks.TryGetValue(format, out var check) || check(text);

    private static bool IsRegex(string text)
    {
        try
        {
            PatternTranslator.Translate(text);
            return true;
        }
        catch (PatternException e)
        {
            return e.Fault != PatternFault.Invalid; // lookaround is fine for others' engines
        }
    }
}
