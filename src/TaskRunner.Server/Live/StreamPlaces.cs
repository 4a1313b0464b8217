using Microsoft.AspNetCore.Http;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;

namespace TaskRunner.Server.Live;

/// <summary>How many event streams everybody holds: one who opens them without end must not take them from the others.</summary>
internal sealed class StreamPlaces(int most)
{
    private const int RetryAfter = 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);

    /// <exception cref="OverloadException">The caller has all there are for them.</exception>
    public void Take(Caller caller)
    {
        lock (_gate)
        {
            var held = _held.GetValueOrDefault(KeyOf(caller));
            _held[KeyOf(caller)] = held < most ? held + 1 : throw new OverloadException(StatusCodes.Status429TooManyRequests, RetryAfter, "TR8541", caller.Name, $"{most}");
        }
    }

    public void Give(Caller caller)
    {
        lock (_gate)
        {
            if (--_held[KeyOf(caller)] == 0)
            {
                _held.Remove(KeyOf(caller));
            }
        }
    }

    /// <summary>Sessions that began with a token count as that token; who has none is known by the name a provider vouches for.</summary>
    private static string KeyOf(Caller caller) => caller.TokenId ?? caller.Name;
}
