using System.Text;

namespace TaskRunner.EndToEnd.Tests.Traces;

/// <summary>A span as it came: the fields of <c>opentelemetry.proto.trace.v1.Span</c> that tests look at, with those of its resource.</summary>
internal sealed record ReceivedSpan(
    string TraceId, string SpanId, string ParentId, string Name, ulong Start, ulong End, bool IsError, IReadOnlyDictionary<string, object> Tags,
    IReadOnlyList<string> Events, IReadOnlyDictionary<string, object> Resource, string Scope)
{
    /// <summary>Of an <c>ExportTraceServiceRequest</c>.</summary>
    public static IEnumerable<ReceivedSpan> ReadAll(byte[] request) =>
        from resourceSpans in ProtoField.Read(request).Where(f => f.Number == 1)
        let resource = TagsIn(ProtoField.Read(resourceSpans.Bytes).Where(f => f.Number == 1).SelectMany(r => ProtoField.Read(r.Bytes)), 1)
        from scopeSpans in ProtoField.Read(resourceSpans.Bytes).Where(f => f.Number == 2)
        let fields = ProtoField.Read(scopeSpans.Bytes)
        let scope = fields.Where(f => f.Number == 1).SelectMany(s => ProtoField.Read(s.Bytes)).First(f => f.Number == 1).Text
        from span in fields.Where(f => f.Number == 2)
        select Of(ProtoField.Read(span.Bytes), resource, scope);

    private static ReceivedSpan Of(List<ProtoField> span, IReadOnlyDictionary<string, object> resource, string scope)
    {
        ProtoField Get(int number) => span.FirstOrDefault(f => f.Number == number);
        var status = ProtoField.Read(Get(15).Bytes).FirstOrDefault(f => f.Number == 3).Value;
        return new ReceivedSpan(
            Hex(Get(1)), Hex(Get(2)), Hex(Get(4)), Get(5).Text, Get(7).Value, Get(8).Value, status == 2, TagsIn(span, 9),
            [.. span.Where(f => f.Number == 11).Select(e => ProtoField.Read(e.Bytes).First(f => f.Number == 2).Text)], resource, scope);
    }

    private static string Hex(ProtoField field) => Convert.ToHexStringLower(field.Bytes ?? []);

    private static Dictionary<string, object> TagsIn(IEnumerable<ProtoField> fields, int number) => fields.Where(f => f.Number == number)
        .Select(f => ProtoField.Read(f.Bytes))
        .ToDictionary(f => f.First(k => k.Number == 1).Text, f => Any(ProtoField.Read(f.First(v => v.Number == 2).Bytes)[0]));

    private static object Any(ProtoField value) => value.Number switch
    {
        1 => value.Text,
        2 => value.Value != 0,
        3 => (long)value.Value,
        _ => Convert.ToHexStringLower(value.Bytes ?? []),
    };
}

/// <summary>One field of a protobuf message: a number, and what stands there.</summary>
internal readonly record struct ProtoField(int Number, ulong Value, byte[]? Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes ?? []);

    public static List<ProtoField> Read(byte[]? message)
    {
        var fields = new List<ProtoField>();
        for (var at = 0; message is not null && at < message.Length;)
        {
            var key = Varint(message, ref at);
            fields.Add((key & 7) switch
            {
                0 => new ProtoField((int)(key >> 3), Varint(message, ref at), null),
                1 => new ProtoField((int)(key >> 3), BitConverter.ToUInt64(Take(message, ref at, 8)), null),
                2 => new ProtoField((int)(key >> 3), 0, Take(message, ref at, (int)Varint(message, ref at))),
                5 => new ProtoField((int)(key >> 3), BitConverter.ToUInt32(Take(message, ref at, 4)), null),
                var other => throw new InvalidDataException($"no wire type {other}"),
            });
        }

        return fields;
    }

    private static byte[] Take(byte[] message, ref int at, int count) => message[at..(at += count)];

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
