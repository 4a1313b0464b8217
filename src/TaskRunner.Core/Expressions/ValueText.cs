using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>How a value reads within a text: strings as they are, numbers as written, the rest as compact JSON.</summary>
internal static class ValueText
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The text, or null where there is none (null has no text) or it would be longer than allowed.</summary>
    public static string? Of(Value value, int longest) => value switch
    {
        NullValue => null,
        StringValue s => s.Text.Length <= longest ? s.Text : null,
        NumberValue n => n.Literal,
        BooleanValue b => b.Value ? "true" : "false",
        _ => Json(value, longest),
    };

    /// <summary>Compact JSON, or null where it would be longer than allowed: a small expression can name a large value many times.</summary>
    public static string? Json(Value value, int longest)
    {
        var buffer = new BoundedBuffer(longest);
        try
        {
            using var writer = new Utf8JsonWriter(buffer, Compact);
            JsonWriter.Write(writer, value);
        }
        catch (BoundReachedException)
        {
            return null;
        }

        return Encoding.UTF8.GetString(buffer.Written);
    }

    private sealed class BoundReachedException : Exception;

    /// <summary>Ends the writing as soon as it is too long.</summary>
    private sealed class BoundedBuffer(int longest) : IBufferWriter<byte>
    {
        private readonly ArrayBufferWriter<byte> _inner = new();

        public ReadOnlySpan<byte> Written => _inner.WrittenSpan;

        public void Advance(int count)
        {
            _inner.Advance(count);
            if (_inner.WrittenCount > longest)
            {
                throw new BoundReachedException();
            }
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _inner.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => _inner.GetSpan(sizeHint);
    }
}
