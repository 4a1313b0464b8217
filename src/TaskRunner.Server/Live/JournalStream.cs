using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using TaskRunner.Secrets;
using TaskRunner.Server.Http;
using TaskRunner.Values;

namespace TaskRunner.Server.Live;

/// <summary>
/// Records of a run as the store has them, for a client that folds them itself and so shows what it would show of its own store. Sealed
/// secrets stay here: a client gets their fingerprints.
/// </summary>
internal static class JournalStream
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static async ValueTask WriteAsync(Call call)
    {
        var from = call.Number("from", 1L, long.MaxValue);
        var feed = await call.Server.Feeds.GetAsync(call["id"]).ConfigureAwait(false);
        var response = call.Http.Response;
        response.ContentType = "application/x-ndjson";
        if (call.Flag("wait"))
        {
            await WaitAsync(call, feed, from).ConfigureAwait(false);
        }

        var isHeld = await feed.LookAsync((_, held) => held, call.Aborted).ConfigureAwait(false);
        response.Headers["TaskRunner-Held"] = isHeld ? "1" : "0";
        await foreach (var record in call.Bench.Store.ReadJournalAsync(call["id"], from, call.Aborted).ConfigureAwait(false))
        {
            using (var json = new Utf8JsonWriter(response.BodyWriter, Options))
            {
                json.WriteStartObject();
                json.WriteNumber("seq", record.Seq);
                json.WriteString("kind", record.Kind);
                json.WritePropertyName("body");
                JsonWriter.Write(json, SecretJson.ReadStored(record.Body.Span));
                json.WriteEndObject();
            }

            response.BodyWriter.Write("\n"u8);
            if (response.BodyWriter.UnflushedBytes > 1 << 16)
            {
                await response.BodyWriter.FlushAsync(call.Aborted).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Until there is a record of this number, or nobody works on the run, or it was waited long enough.</summary>
    private static async ValueTask WaitAsync(Call call, RunFeed feed, long from)
    {
        using var watch = feed.Begin();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, call.Server.Feeds.Closing);
        patience.CancelAfter(Patience);
        while (!patience.IsCancellationRequested)
        {
            var changed = watch.Changed;
            var (seq, isHeld) = await feed.LookAsync((run, held) => (run.Seq, held), call.Aborted).ConfigureAwait(false);
            if (seq >= from || !isHeld)
            {
                return;
            }

            await changed.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
