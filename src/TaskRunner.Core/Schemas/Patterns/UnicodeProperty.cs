using System.Collections.Frozen;

namespace TaskRunner.Schemas.Patterns;

/// <summary>ECMA's <c>\p{…}</c> by general category, under its long and short names, as the inside of a .NET class.</summary>
internal static class UnicodeProperty
{
    private static readonly (string Long, string Short)[] Names =
    [
        ("Letter", "L"), ("Uppercase_Letter", "Lu"), ("Lowercase_Letter", "Ll"), ("Titlecase_Letter", "Lt"), ("Modifier_Letter", "Lm"),
        ("Other_Letter", "Lo"), ("Mark", "M"), ("Combining_Mark", "M"), ("Nonspacing_Mark", "Mn"), ("Spacing_Mark", "Mc"),
        ("Enclosing_Mark", "Me"), ("Number", "N"), ("Decimal_Number", "Nd"), ("digit", "Nd"), ("Letter_Number", "Nl"),
        ("Other_Number", "No"), ("Punctuation", "P"), ("punct", "P"), ("Connector_Punctuation", "Pc"), ("Dash_Punctuation", "Pd"),
        ("Open_Punctuation", "Ps"), ("Close_Punctuation", "Pe"), ("Initial_Punctuation", "Pi"), ("Final_Punctuation", "Pf"),
        ("Other_Punctuation", "Po"), ("Symbol", "S"), ("Math_Symbol", "Sm"), ("Currency_Symbol", "Sc"), ("Modifier_Symbol", "Sk"),
        ("Other_Symbol", "So"), ("Separator", "Z"), ("Space_Separator", "Zs"), ("Line_Separator", "Zl"), ("Paragraph_Separator", "Zp"),
        ("Other", "C"), ("Control", "Cc"), ("cntrl", "Cc"), ("Format", "Cf"), ("Surrogate", "Cs"), ("Private_Use", "Co"),
        ("Unassigned", "Cn"),
    ];

    private static readonly FrozenDictionary<string, string> Categories = Names.ToFrozenDictionary(n => n.Long, n => n.Short, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Short = Categories.Values.ToFrozenSet(StringComparer.Ordinal);

    public static string Translate(string name, bool negated)
    {
        var letter = negated ? 'P' : 'p';
        var value = Value(name, "General_Category=") ?? Value(name, "gc=") ?? name;
        if (Categories.GetValueOrDefault(value, value) is var category && Short.Contains(category))
        {
            return $"\\{letter}{{{category}}}";
        }

        return (name, negated) switch
        {
            ("ASCII", false) => @"\u0000-\u007f",
            ("ASCII", true) => @"\u0080-\uffff",
            ("Any", false) => @"\u0000-\uffff",
            ("Cased_Letter" or "LC", false) => @"\p{Lu}\p{Ll}\p{Lt}",
            _ => throw new PatternException(PatternFault.NeedsBacktracking, $"\\{letter}{{{name}}}"),
        };
    }

    private static string? Value(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null;
}
