using System.Text.RegularExpressions;

namespace TaskRunner.Schemas.Patterns;

/// <summary>Compiles patterns for the engine without backtracking; equal patterns of one document are compiled once.</summary>
internal sealed class PatternCompiler
{
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    private const int LongestPattern = 4096;

    private readonly Dictionary<string, SchemaPattern> _known = new(StringComparer.Ordinal);

    /// <exception cref="PatternException">The pattern is wrong, or beyond what is supported.</exception>
    public SchemaPattern Compile(string source)
    {
        if (!_known.TryGetValue(source, out var pattern))
        {
            _known.Add(source, pattern = new SchemaPattern(source, Build(source)));
        }

        return pattern;
    }

    private static Regex Build(string source)
    {
        if (source.Length > LongestPattern)
        {
            throw new PatternException(PatternFault.TooLarge, $"{source.Length}");
        }

        try
        {
            return new Regex(PatternTranslator.Translate(source), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeLimit);
        }
        catch (ArgumentException e)
        {
            throw new PatternException(PatternFault.Invalid, e.Message);
        }
        catch (NotSupportedException e)
        {
            throw new PatternException(PatternFault.NeedsBacktracking, e.Message);
        }
    }
}
