
namespace TaskRunner.Server.Live;

/// <summary>Cuts bytes that are still being written where a character ends.</summary>
internal static class Utf8Text
{
    private const int Longest = 4;

    /// <summary>How many of the bytes end with a whole character. Bytes that are no UTF-8 at all count: they are shown as what they are not.</summary>
    public static int WholeLength(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(Longest, bytes.Length); back++)
        {
            var last = bytes[^back];
            if ((last & 0xC0) == 0x80)
            {
                continue; // in the middle of one
            }

            var needs = last >= 0xF0 ? 4 : last >= 0xE0 ? 3 : last >= 0xC0 ? 2 : 1;
            return needs > back ? bytes.Length - back : bytes.Length;
        }

        return bytes.Length;
    }
}
