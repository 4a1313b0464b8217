using System.Buffers;
using System.Globalization;
using System.Text;
using TaskRunner.Server.Http;

namespace TaskRunner.Server.Live;

/// <summary>
/// Server-sent events of one request. Data is JSON without line breaks, so an event is three lines. It ends when the client leaves, the
/// server ends, or the token no longer holds; every quarter of a minute something is sent, so that proxies keep it open.
/// </summary>
internal sealed class EventStream : IDisposable
{
    private const int Part = 32 << 10;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Call _call;
    private readonly CancellationTokenSource _ended;
    private long _sentAt;
    private long _lookedAt;

    /// <exception cref="OverloadException">The caller has too many.</exception>
    public EventStream(Call call)
    {
        call.Server.Streams.Take(call.Caller);
        _call = call;
        _sentAt = _lookedAt = Time.GetTimestamp();
        _ended = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, call.Server.Feeds.Closing);
        call.Server.Metrics.Watches(1);
        var response = call.Http.Response;
        response.ContentType = "text/event-stream";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    public CancellationToken Ended => _ended.Token;

    /// <summary>The id of the last event the client saw before its connection broke, or null.</summary>
    public static string? LastId(Call call) =>
        call.Http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : call.Query("lastEventId");

    /// <summary>In parts, each of which waits for the client: a picture of ten thousand tasks must not lie in memory once for each watcher.</summary>
    public async ValueTask SendAsync(string id, string name, ReadOnlyMemory<byte> data)
    {
        if (!await MayGoOnAsync().ConfigureAwait(false))
        {
            await _ended.CancelAsync().ConfigureAwait(false); // one that has always something to send never waits
            return;
        }

        var writer = _call.Http.Response.BodyWriter;
        writer.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {id}\nevent: {name}\ndata: ")));
        for (; data.Length > Part; data = data[Part..])
        {
            writer.Write(data.Span[..Part]);
            await writer.FlushAsync(Ended).ConfigureAwait(false);
        }

        writer.Write(data.Span);
        writer.Write("\n\n"u8);
        await writer.FlushAsync(Ended).ConfigureAwait(false);
        _sentAt = Time.GetTimestamp();
    }

    /// <summary>Waits for something, sends that it is alive meanwhile, and looks whether it may go on: also where there is always something.</summary>
    /// <returns>False when the stream is over.</returns>
    public async ValueTask<bool> WaitAsync(Task something)
    {
        while (!Ended.IsCancellationRequested)
        {
            await something.WaitAsync(Look, Time, Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Ended.IsCancellationRequested || !await MayGoOnAsync().ConfigureAwait(false))
            {
                return false;
            }

            if (something.IsCompleted)
            {
                return true;
            }

            if (Time.GetElapsedTime(_sentAt) >= Quiet)
            {
                await AliveAsync().ConfigureAwait(false);
            }
        }

        return false;
    }

    private TimeProvider Time => _call.Server.Bench.Time;

    private async ValueTask<bool> MayGoOnAsync()
    {
        if (Time.GetElapsedTime(_lookedAt) < Look)
        {
            return true;
        }

        _lookedAt = Time.GetTimestamp();
        return await _call.Server.Gate.StillHoldsAsync(_call.Caller, Ended).ConfigureAwait(false);
    }

    /// <summary>Sends a comment: also what opens the stream, so that the client knows that it is.</summary>
    public async ValueTask AliveAsync()
    {
        _call.Http.Response.BodyWriter.Write(": alive\n\n"u8);
        await _call.Http.Response.BodyWriter.FlushAsync(Ended).ConfigureAwait(false);
        _sentAt = Time.GetTimestamp();
    }

    public void Dispose()
    {
        _call.Server.Streams.Give(_call.Caller);
        _call.Server.Metrics.Watches(-1);
        _ended.Dispose();
    }
}
