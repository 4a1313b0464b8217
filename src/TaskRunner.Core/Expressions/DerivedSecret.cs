using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>
/// What an operation over a secret gives while the secret is not revealed: a secret whose fingerprint is the hash of the
/// operation and its operands as JSON, each with its length before it; of a secret operand its fingerprint. The JSON is as written,
/// not canonical: <c>'v' + 1.10</c> and <c>'v' + 1.1</c> differ. The same operation over the same operands has the same fingerprint in
/// every process: input digests and saved plans depend on it, so the scheme never changes.
/// </summary>
internal static class DerivedSecret
{
    private const int FingerprintBytes = 16;

    public static SecretValue Of(string operation, params ReadOnlySpan<Value> operands)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(operation));
        foreach (var operand in operands)
        {
            Append(hash, JsonWriter.ToUtf8(operand).Span);
        }

        return new SecretValue(new SecretContent.Derived(), Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, FingerprintBytes)));
    }

    /// <summary>Whether the value is a secret or holds one at any depth.</summary>
    public static bool IsIn(Value value) => value switch
    {
        SecretValue => true,
        ListValue list => IsIn(list),
        MapValue map => IsIn(map),
        _ => false,
    };

    private static bool IsIn(ListValue list)
    {
        foreach (var item in list.Items)
        {
            if (IsIn(item))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIn(MapValue map)
    {
        foreach (var entry in map.Entries)
        {
            if (IsIn(entry.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
