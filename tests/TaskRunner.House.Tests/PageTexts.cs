using System.Text.RegularExpressions;

namespace TaskRunner.House.Tests;

/// <summary>The texts of the web page in one language, read from its source: a nested object of texts, each known by its dotted key.</summary>
internal static partial class PageTexts
{
    /// <param name="ui">The folder of the page.</param>
    /// <param name="language"><c>en</c> or <c>zh</c>.</param>
    public static IReadOnlyDictionary<string, string> Read(string ui, string language)
    {
        var source = File.ReadAllText(Path.Combine(ui, "src", "texts", $"{language}.ts"));
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var places = new Stack<string>();
        string? key = null;
        foreach (Match token in Token().Matches(source, source.IndexOf('=', StringComparison.Ordinal)))
        {
            switch (token.Value)
            {
                case "{":
                    places.Push(key is null ? "" : places.Peek() + key + ".");
                    key = null;
                    break;
                case "}":
                    places.Pop();
                    if (places.Count == 0)
                    {
                        return texts;
                    }

                    break;
                case var word when key is null:
                    key = Plain(word);
                    break;
                case var text:
                    texts.Add(places.Peek() + key, Plain(text));
                    key = null;
                    break;
            }
        }

        throw new InvalidDataException($"{language}.ts has no end");
    }

    private static string Plain(string token) => token[0] == '\'' ? Escape().Replace(token[1..^1], "$1") : token;

    [GeneratedRegex(@"'(?:[^'\\]|\\.)*'|[A-Za-z]\w*|[{}]")]
    private static partial Regex Token();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();
}
