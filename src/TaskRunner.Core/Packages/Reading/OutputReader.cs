using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>Reads <c>outputs</c> of a task: a schema for each name, with the <c>value</c> where the type does not write it.</summary>
internal static class OutputReader
{
    private const int LongestName = 63;

    /// <summary>The keys an output may have are those of a schema, which its loader checks, and this one.</summary>
    public const string ValueKey = "value";

    public static ImmutableArray<OutputDefinition> Read(MapEntry entry, ReadContext context)
    {
        if (Fields.Map(entry, context.Diagnostics) is not { Entries.IsEmpty: false } map)
        {
            return [];
        }

        var outputs = ImmutableArray.CreateBuilder<OutputDefinition>(map.Entries.Length);
        foreach (var output in map.Entries)
        {
            if (Fields.IsAuthorsOwn(output.Key))
            {
                continue;
            }

            CheckName(output, context.Diagnostics);
            if (Fields.Map(output, context.Diagnostics) is { } declared && Declare(output, declared, context) is { } definition)
            {
                outputs.Add(definition);
            }
        }

        return outputs.DrainToImmutable();
    }

    public static void CheckName(MapEntry output, DiagnosticBag diagnostics)
    {
        var name = output.Key.AsSpan();
        var isValid = name.Length is > 0 and <= LongestName && (char.IsAsciiLetter(name[0]) || name[0] == '_');
        foreach (var c in name)
        {
            isValid &= char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
        }

        if (!isValid)
        {
            diagnostics.Error("TR1217", output.KeySpan, output.Key);
        }
    }

    private static OutputDefinition? Declare(MapEntry output, MapValue declared, ReadContext context)
    {
        var value = declared[ValueKey];
        var schema = context.Load(value is null ? declared : declared.Without(ValueKey));
        if (schema is null)
        {
            return null;
        }

        var isNullable = schema.Root.HasType && schema.Root.IsNullable;
        return new OutputDefinition(
            output.Key, schema, value, SchemaShape.Of(schema.Root).IsSecret, isNullable, schema.Root.UsableDefault, output.KeySpan);
    }
}
