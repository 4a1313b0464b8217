using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TaskRunner.Server.Http;

/// <summary>
/// How many connections there are at a time. One too many is told so when it asks something, and closed; only when there are very many
/// too many are they closed without a word, which Kestrel does by itself.
/// </summary>
internal sealed class ConnectionCount(int most)
{
    /// <summary>So many are told.</summary>
    private const int Told = 100;
    private const int RetryAfter = 5;
    private int _open;

    public void Limit(KestrelServerOptions kestrel) => kestrel.Limits.MaxConcurrentConnections = most + Told;

    /// <summary>To be called first, so that it counts also those that never come to speak TLS.</summary>
    public void Watch(ListenOptions listen) => listen.Use(next => connection => CountAsync(connection, next));

    /// <returns>Null: the connection is not one too many.</returns>
    public OverloadException? Check(HttpContext http)
    {
        if (http.Features.Get<Excess>() is null || http.Request.Path == "/healthz") // that the process lives is not made untrue by many who ask
        {
            return null;
        }

        http.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        return new OverloadException(StatusCodes.Status503ServiceUnavailable, RetryAfter, "TR8540", $"{most}");
    }

    private async Task CountAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > most)
            {
                connection.Features.Set(new Excess());
            }

            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>Marks a connection.</summary>
    private sealed class Excess;
}
