using TaskRunner.Diagnostics;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>Reads an output that was written as text (<c>key=value</c>) as the declared type wants it: <c>15</c> as a number, <c>true</c> as a boolean.</summary>
internal static class OutputText
{
    /// <returns>The value itself where the schema takes a text, or the text is no other value.</returns>
    public static Value Read(Value value, Schema schema)
    {
        if (value is not StringValue text || schema.Evaluate(value).IsValid)
        {
            return value;
        }

        // Where it is not JSON, the schema's own error about the text says more than the reader's.
        var read = JsonReader.Read(SourceText.FromString("", text.Text.Trim()), new DiagnosticBag());
        return read is not null && schema.Evaluate(read).IsValid ? read.WithSpan(SourceSpan.None) : value;
    }
}
