using System.Buffers.Binary;
using System.Text;

namespace TaskRunner.Tasks.Helm2;

/// <summary>
/// One protobuf message as its fields on the wire (https://protobuf.dev/programming-guides/encoding). Fields nobody asks for are
/// passed over; of a field given more than once the last counts, and the parts of a message given in parts are joined.
/// </summary>
internal sealed class WireMessage
{
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, GroupStart = 3, GroupEnd = 4, Fixed32 = 5;
    private const int MaxDepth = 100;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<Field> _fields = [];

    private readonly record struct Field(int Number, int Kind, ulong Scalar, ReadOnlyMemory<byte> Content);

    /// <exception cref="InvalidDataException">The bytes are no protobuf message.</exception>
    public static WireMessage Parse(ReadOnlyMemory<byte> bytes)
    {
        var message = new WireMessage();
        var reader = new Reader(bytes);
        while (!reader.IsAtEnd)
        {
            message._fields.Add(reader.ReadField(0));
        }

        return message;
    }

    public bool Has(int number) => Find(number, Bytes) is not null;

    /// <exception cref="InvalidDataException">It is not UTF-8.</exception>
    public string Text(int number) => Find(number, Bytes) is { } field ? Decode(field.Content) : "";

    public IEnumerable<string> Texts(int number) => All(number, Bytes).Select(f => Decode(f.Content));

    /// <summary>Null where the field is absent, which is not the same as empty.</summary>
    public ReadOnlyMemory<byte>? Data(int number) => Find(number, Bytes)?.Content;

    public long Number(int number) => Find(number, Varint) is { } field ? (long)field.Scalar : 0;

    public bool Flag(int number) => Number(number) != 0;

    /// <summary>A list of enum values, packed into one field or not.</summary>
    public IEnumerable<int> Enums(int number)
    {
        foreach (var field in _fields.Where(f => f.Number == number))
        {
            if (field.Kind == Varint)
            {
                yield return (int)field.Scalar;
            }
            else if (field.Kind == Bytes)
            {
                for (var reader = new Reader(field.Content); !reader.IsAtEnd;)
                {
                    yield return (int)reader.ReadVarint();
                }
            }
        }
    }

    public WireMessage? Message(int number)
    {
        var parts = All(number, Bytes).Select(f => f.Content).ToArray();
        return parts.Length switch
        {
            0 => null,
            1 => Parse(parts[0]),
            _ => Parse(parts.SelectMany(p => p.ToArray()).ToArray()),
        };
    }

    public IEnumerable<WireMessage> Messages(int number) => All(number, Bytes).Select(f => Parse(f.Content));

    private static string Decode(ReadOnlyMemory<byte> content)
    {
        try
        {
            return Strict.GetString(content.Span);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException("a text is not UTF-8", e);
        }
    }

    private Field? Find(int number, int kind)
    {
        var at = _fields.FindLastIndex(f => f.Number == number && f.Kind == kind);
        return at < 0 ? null : _fields[at];
    }

    private IEnumerable<Field> All(int number, int kind) => _fields.Where(f => f.Number == number && f.Kind == kind);

    private sealed class Reader(ReadOnlyMemory<byte> rest)
    {
        private ReadOnlyMemory<byte> _rest = rest;

        public bool IsAtEnd => _rest.IsEmpty;

        public Field ReadField(int depth)
        {
            var tag = ReadVarint();
            var (number, kind) = (tag >> 3, (int)(tag & 7));
            if (number is 0 or > 0x1fff_ffff)
            {
                throw new InvalidDataException($"{number} is not a number of a field");
            }

            return kind switch
            {
                Varint => new Field((int)number, kind, ReadVarint(), default),
                Fixed64 => new Field((int)number, kind, BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span), default),
                Fixed32 => new Field((int)number, kind, BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span), default),
                Bytes => new Field((int)number, kind, 0, Take(ReadVarint())),
                GroupStart when depth < MaxDepth => SkipGroup((int)number, depth),
                GroupEnd => new Field((int)number, kind, 0, default),
                _ => throw new InvalidDataException($"{kind} is not a kind of a field"),
            };
        }

        public ulong ReadVarint()
        {
            ulong value = 0;
            for (var shift = 0; shift < 70; shift += 7)
            {
                var octet = Take(1).Span[0];
                value |= (ulong)(octet & 0x7f) << shift;
                if (octet < 0x80)
                {
                    return value;
                }
            }

            throw new InvalidDataException("a number is longer than ten bytes");
        }

        /// <summary>Groups went out of use before helm was written, but a reader passes over them.</summary>
        private Field SkipGroup(int number, int depth)
        {
            Field inner;
            do
            {
                inner = ReadField(depth + 1);
            }
            while (inner.Kind != GroupEnd || inner.Number != number);

            return new Field(number, GroupStart, 0, default);
        }

        private ReadOnlyMemory<byte> Take(ulong length)
        {
            if (length > (ulong)_rest.Length)
            {
                throw new InvalidDataException("it ends in the middle of a field");
            }

            var taken = _rest[..(int)length];
            _rest = _rest[(int)length..];
            return taken;
        }
    }
}
