using TaskRunner.Values;

namespace TaskRunner.Schemas.Formats;

/// <summary>Formats of numbers: what fits the type of that name.</summary>
internal static class NumberFormats
{
    public static bool IsMatch(string format, NumberValue number) => format switch
    {
        "int32" => number.TryGetInt64(out var value) && value is >= int.MinValue and <= int.MaxValue,
        "int64" => number.TryGetInt64(out _),
        "float" => Math.Abs(number.AsDouble) <= float.MaxValue,
        "double" => double.IsFinite(number.AsDouble),
        _ => true,
    };
}
