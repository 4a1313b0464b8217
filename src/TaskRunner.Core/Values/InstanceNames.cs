namespace TaskRunner.Values;

/// <summary>
/// Lets <c>[db[eu], web]</c> be written without quotes. To YAML a bracket inside a list of brackets ends the text before it, so
/// this is an error there and can mean nothing else: the inner brackets are replaced by characters nobody writes, one for one,
/// so that every place in the text stays what it is, and put back in each text that is read.
/// </summary>
internal static class InstanceNames
{
    private const char Open = '\uE0F0';
    private const char Close = '\uE0F1';

    /// <returns>The text with its <c>name[key]</c> hidden, or null when there is none.</returns>
    public static string? Hide(string text)
    {
        if (text.Contains(Open) || text.Contains(Close))
        {
            return null;
        }

        char[]? hidden = null;
        for (var at = text.IndexOf('[', 1); at > 0 && at + 1 < text.Length; at = text.IndexOf('[', at + 1))
        {
            var length = text.AsSpan(at + 1).IndexOfAnyExcept(KeyCharacters);
            if (char.IsAsciiLetterOrDigit(text[at - 1]) && length > 0 && text[at + 1 + length] == ']')
            {
                hidden ??= text.ToCharArray();
                (hidden[at], hidden[at + 1 + length]) = (Open, Close);
            }
        }

        return hidden is null ? null : new string(hidden);
    }

    public static string Show(string text) => text.Contains(Open) ? text.Replace(Open, '[').Replace(Close, ']') : text;

    private static readonly System.Buffers.SearchValues<char> KeyCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
}
