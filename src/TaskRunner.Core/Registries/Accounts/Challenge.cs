using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace TaskRunner.Registries.Accounts;

/// <summary>How a registry wants to be asked: the <c>WWW-Authenticate</c> of a 401.</summary>
internal sealed partial record Challenge(bool IsBearer, string Realm, string? Service)
{
    /// <returns>A token where one is offered, else the password itself; null where the registry wants something else.</returns>
    public static Challenge? Of(HttpResponseHeaders headers)
    {
        var offered = headers.WwwAuthenticate.ToList();
        return offered.Find(h => h.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) is { } bearer ? Bearer(bearer.Parameter ?? "")
            : offered.Exists(h => h.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) ? new Challenge(false, "", null)
            : null;
    }

    private static Challenge? Bearer(string parameters)
    {
        string? Find(string name) => Pair().Matches(parameters).FirstOrDefault(m => m.Groups[1].Value.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } m
            ? m.Groups[2].Value.Replace("\\", "", StringComparison.Ordinal)
            : null;
        return Find("realm") is { Length: > 0 } realm ? new Challenge(true, realm, Find("service")) : null;
    }

    [GeneratedRegex(@"([a-zA-Z_]+)\s*=\s*""((?:[^""\\]|\\.)*)""", RegexOptions.NonBacktracking)]
    private static partial Regex Pair();
}
