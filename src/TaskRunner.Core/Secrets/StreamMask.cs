using System.Buffers;
using TaskRunner.Secrets.Masking;

namespace TaskRunner.Secrets;

/// <summary>
/// Masks one stream of bytes that comes in pieces: a secret is found also where it lies over the border of two. What can still become
/// a secret is held back, never more than its longest form; everything else goes on at once. Pure: no clock, no file, no thread.
/// </summary>
/// <param name="secrets">What must not be seen.</param>
public sealed class StreamMask(SecretTexts secrets)
{
    /// <summary>What may be let go of a beginning that does not go on: less than what would be masked anyway.</summary>
    private const int MostLetGo = SecretTexts.ShortestBytes - 1;

    private PatternFinder? _finder = secrets.Finder;
    private byte[] _bytes = [];
    private int _held;

    /// <summary>Of the held bytes: so many were let go already.</summary>
    private int _written;

    /// <summary>Of the held bytes: so many are behind stars that are out already; -1 where the last thing written were no stars.</summary>
    private int _starredTo = -1;

    /// <summary>Bytes that are held back.</summary>
    public int Held => _held - Math.Max(_written, Math.Max(0, _starredTo));

    /// <summary>More became known: it is masked in what is held and in all that comes from now on.</summary>
    public void Learn(SecretTexts all) => _finder = all.Finder;

    public void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (_finder is null)
        {
            output.Write(bytes);
            return;
        }

        var text = Join(bytes);
        Mask(text, _finder.IndexOfBeginning(text), output);
    }

    /// <summary>
    /// Nothing has come for a while. A few bytes that happen to begin like a secret are let go, so that a prompt can be read; should the
    /// secret follow after all, its rest is masked.
    /// </summary>
    public void Idle(IBufferWriter<byte> output)
    {
        if (_held <= MostLetGo)
        {
            WritePlain(_bytes.AsSpan(0, _held), _held, output);
        }
    }

    /// <summary>Nothing comes any more: what is held is not going to be a secret.</summary>
    public void End(IBufferWriter<byte> output)
    {
        if (_finder is not null)
        {
            Mask(_bytes.AsSpan(0, _held), _held, output);
        }
    }

    /// <summary>What is held and what came, in one piece.</summary>
    private Span<byte> Join(ReadOnlySpan<byte> bytes)
    {
        var length = _held + bytes.Length;
        if (_bytes.Length < length)
        {
            Array.Resize(ref _bytes, Math.Max(length, 2 * _bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(_held));
        return _bytes.AsSpan(0, length);
    }

    /// <param name="text">What is held and what came.</param>
    /// <param name="settled">No secret that is not complete begins before here.</param>
    /// <param name="output">Where it goes.</param>
    private void Mask(Span<byte> text, int settled, IBufferWriter<byte> output)
    {
        for (var from = 0; _finder!.IndexOf(text, from, out var length) is >= 0 and var at && at < settled; from = at + 1)
        {
            // Secrets may overlap and follow each other: one row of stars for all of them.
            if (at > _starredTo)
            {
                WritePlain(text, at, output);
                output.Write("***"u8);
                _starredTo = at + length;
            }

            _starredTo = Math.Max(_starredTo, at + length);
        }

        WritePlain(text, settled, output);
        text[settled..].CopyTo(_bytes);
        _held = text.Length - settled;
        _written = Math.Max(0, _written - settled);
        _starredTo = Math.Max(-1, _starredTo - settled);
    }

    private void WritePlain(ReadOnlySpan<byte> text, int upTo, IBufferWriter<byte> output)
    {
        var from = Math.Max(_written, Math.Max(0, _starredTo));
        if (from < upTo)
        {
            output.Write(text[from..upTo]);
            (_written, _starredTo) = (upTo, -1);
        }
    }
}
