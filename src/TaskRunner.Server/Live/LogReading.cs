using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;

namespace TaskRunner.Server.Live;

/// <summary>Reads on in the logs of an attempt, in the order in which they came as far as that is known.</summary>
/// <param name="places">How far each file was read; kept up to date.</param>
/// <param name="prefix">What the names of these files in it begin with.</param>
internal sealed class LogReading(LogPlaces places, string prefix)
{
    private const int Chunk = 32 << 10;

    /// <summary>What there is to read now.</summary>
    /// <param name="log">With its files.</param>
    /// <param name="stream">One stream, or all.</param>
    /// <param name="isOver">Nothing more comes: bytes that are no whole character are text as well.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<LogPart> ReadAsync(
        AttemptLog log, string stream, bool isOver, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            foreach (var piece in LogOrder.PiecesOf(log).Where(p => LogFiles.IsOf(p.File, stream)))
            {
                var name = prefix + Path.GetFileName(piece.File);
                for (var from = places.GetValueOrDefault(name); from < piece.End; from = places[name])
                {
                    var most = (int)Math.Min(Chunk, piece.End - from);
                    var read = await LogFiles.ReadAsync([piece.File], from, buffer.AsMemory(0, most), cancellationToken).ConfigureAwait(false);
                    var whole = Utf8Text.WholeLength(buffer.AsSpan(0, read));
                    whole = whole == 0 && isOver ? read : whole;
                    if (whole == 0)
                    {
                        break;
                    }

                    places[name] = from + whole;
                    yield return new LogPart(LogFiles.StreamOf(piece.File), from, Encoding.UTF8.GetString(buffer, 0, whole));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The bytes there are, at most so many.</summary>
    public async ValueTask CopyAsync(AttemptLog log, string stream, long limit, Stream into, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            foreach (var piece in LogOrder.PiecesOf(log).Where(p => LogFiles.IsOf(p.File, stream)))
            {
                var name = prefix + Path.GetFileName(piece.File);
                for (var from = places.GetValueOrDefault(name); from < piece.End && limit > 0; from = places[name])
                {
                    var most = (int)Math.Min(Math.Min(Chunk, limit), piece.End - from);
                    var read = await LogFiles.ReadAsync([piece.File], from, buffer.AsMemory(0, most), cancellationToken).ConfigureAwait(false);
                    if (read == 0)
                    {
                        break;
                    }

                    await into.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                    (places[name], limit) = (from + read, limit - read);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>As if so many bytes had been read.</summary>
    public void Skip(AttemptLog log, string stream, long bytes)
    {
        foreach (var piece in LogOrder.PiecesOf(log).Where(p => LogFiles.IsOf(p.File, stream)))
        {
            var name = prefix + Path.GetFileName(piece.File);
            var from = places.GetValueOrDefault(name);
            var skipped = Math.Clamp(Math.Min(piece.End, LogFiles.Length(piece.File)) - from, 0, bytes);
            (places[name], bytes) = (from + skipped, bytes - skipped);
        }
    }
}

/// <param name="Stream">Which.</param>
/// <param name="Offset">Of its first byte in the file.</param>
/// <param name="Text">What it says.</param>
internal sealed record LogPart(string Stream, long Offset, string Text);
