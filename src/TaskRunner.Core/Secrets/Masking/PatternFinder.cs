using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TaskRunner.Secrets.Masking;

/// <summary>
/// Finds many patterns at once in bytes (Wu and Manber, 1994): a window as wide as the shortest pattern moves on by what its last two
/// bytes allow, so most bytes are never looked at. Only where the two end the first part of a pattern is the window compared.
/// </summary>
internal sealed class PatternFinder
{
    /// <summary>Patterns are told apart by this many of their first bytes; none is shorter.</summary>
    public const int KeyLength = 4;

    private const int WidestWindow = 64;

    private readonly byte[] _shifts = new byte[1 << 16];
    private readonly bool[] _firstBytes = new bool[1 << 8];
    private readonly HashSet<uint> _beginnings = [];
    private readonly Dictionary<uint, byte[][]> _patterns;
    private readonly int _window;

    /// <param name="patterns">At least one, each at least <see cref="KeyLength"/> long.</param>
    public PatternFinder(IReadOnlyCollection<byte[]> patterns)
    {
        _window = Math.Min(WidestWindow, patterns.Min(p => p.Length));
        LongestPattern = patterns.Max(p => p.Length);
        _patterns = patterns.GroupBy(p => Key(p)).ToDictionary(g => g.Key, g => g.OrderByDescending(p => p.Length).ToArray());
        _shifts.AsSpan().Fill((byte)(_window - 1));
        foreach (var pattern in patterns)
        {
            Allow(pattern);
        }
    }

    public int LongestPattern { get; }

    /// <summary>The first place where a pattern stands, and the longest one there.</summary>
    /// <returns>-1 when there is none.</returns>
    public int IndexOf(ReadOnlySpan<byte> text, int from, out int length)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        ref var shifts = ref MemoryMarshal.GetArrayDataReference(_shifts);
        var back = _window - 2;
        for (var at = from + back; at <= text.Length - 2;)
        {
            var shift = Unsafe.Add(ref shifts, (nint)Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref start, at)));
            if (shift > 0)
            {
                at += shift;
                continue;
            }

            if (LongestAt(text[(at - back)..]) is > 0 and var found)
            {
                length = found;
                return at - back;
            }

            at++;
        }

        length = 0;
        return -1;
    }

    /// <summary>Where the end of the text begins that may be the beginning of a pattern; its length when there is no such end.</summary>
    public int IndexOfBeginning(ReadOnlySpan<byte> text)
    {
        for (var at = Math.Max(0, text.Length - LongestPattern + 1); at < text.Length; at++)
        {
            if (_firstBytes[text[at]] && IsBeginning(text[at..]))
            {
                return at;
            }
        }

        return text.Length;
    }

    private static uint Key(ReadOnlySpan<byte> pattern) => MemoryMarshal.Read<uint>(pattern);

    /// <summary>Up to three bytes and how many they are, as a number.</summary>
    private static uint Short(ReadOnlySpan<byte> beginning)
    {
        var number = (uint)beginning.Length << 24;
        for (var i = 0; i < beginning.Length; i++)
        {
            number |= (uint)beginning[i] << (8 * i);
        }

        return number;
    }

    private void Allow(byte[] pattern)
    {
        _firstBytes[pattern[0]] = true;
        for (var length = 1; length < KeyLength; length++)
        {
            _beginnings.Add(Short(pattern.AsSpan(0, length)));
        }

        for (var at = 0; at <= _window - 2; at++)
        {
            ref var shift = ref _shifts[MemoryMarshal.Read<ushort>(pattern.AsSpan(at))];
            shift = Math.Min(shift, (byte)(_window - 2 - at));
        }
    }

    private int LongestAt(ReadOnlySpan<byte> text)
    {
        foreach (var pattern in _patterns.TryGetValue(Key(text), out var sharing) ? sharing : [])
        {
            if (text.StartsWith(pattern))
            {
                return pattern.Length;
            }
        }

        return 0;
    }

    private bool IsBeginning(ReadOnlySpan<byte> text)
    {
        if (text.Length < KeyLength)
        {
            return _beginnings.Contains(Short(text));
        }

        foreach (var pattern in _patterns.TryGetValue(Key(text), out var sharing) ? sharing : [])
        {
            if (pattern.Length > text.Length && pattern.AsSpan().StartsWith(text))
            {
                return true;
            }
        }

        return false;
    }
}
