using System.Globalization;
using System.Security.Cryptography;

namespace TaskRunner.Operations.Runs;

/// <summary>Names runs: short enough to type, in the order of their beginning: <c>20260131-154500-k3x9q</c>.</summary>
public static class RunIds
{
    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 5;

    public static string New(DateTimeOffset now, RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[Length];
        random.GetBytes(bytes);
        Span<char> letters = stackalloc char[Length];
        for (var i = 0; i < Length; i++)
        {
            letters[i] = Letters[bytes[i] % Letters.Length];
        }

        return string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{letters}");
    }
}
