namespace TaskRunner.Schemas;

/// <summary>Assertions about strings; lengths count Unicode code points.</summary>
public sealed record StringRules(long? MinLength, long? MaxLength, SchemaPattern? Pattern, string? Format);
