using TaskRunner.Diagnostics;

namespace TaskRunner.Cli.Remote;

/// <summary>A server this program talks to.</summary>
/// <param name="Url">Its root.</param>
/// <param name="Token">What it is called with; null: none was given.</param>
/// <param name="Authority">File of certificates that are trusted for it beside the system's; or null.</param>
internal sealed record ServerAddress(Uri Url, string? Token, string? Authority)
{
    /// <summary>In the clear a token travels only within this machine.</summary>
    /// <exception cref="RefusedException">It is no address, or one that must not be called.</exception>
    public static Uri Read(string text)
    {
        if (!Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0)
        {
            throw new RefusedException(RefusalKind.Usage, "TR8201", text);
        }

        if (url.Scheme == "http" && !url.IsLoopback)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR8202", text);
        }

        return url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }
}
