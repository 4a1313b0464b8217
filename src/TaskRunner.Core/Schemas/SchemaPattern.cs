using System.Text.RegularExpressions;

namespace TaskRunner.Schemas;

/// <summary>A pattern of a schema, matched without backtracking.</summary>
public sealed class SchemaPattern
{
    private readonly Regex _regex;

    internal SchemaPattern(string source, Regex regex) => (Source, _regex) = (source, regex);

    /// <summary>As written, in ECMA-262 syntax.</summary>
    public string Source { get; }

    /// <summary>Whether it is found anywhere in the text.</summary>
    /// <exception cref="RegexMatchTimeoutException">It took longer than the limit.</exception>
    public bool IsMatch(string text) => _regex.IsMatch(text);

    /// <summary>Null where it took too long.</summary>
    internal bool? TryMatch(string text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null; // becomes an error of the value
        }
    }
}
