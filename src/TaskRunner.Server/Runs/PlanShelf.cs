using TaskRunner.Diagnostics;

namespace TaskRunner.Server.Runs;

/// <summary>
/// Plans that were made and not yet run, each with the request it came from, for an hour. A plan whose ground moved is refused when it
/// is run; one that is no longer here is made again.
/// </summary>
internal sealed class PlanShelf(TimeProvider time)
{
    private const int Most = 200;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (RunRequest Request, DateTimeOffset Until)> _plans = new(StringComparer.Ordinal);

    public string Keep(RunRequest request)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var old in _plans.Where(p => p.Value.Until < now).Select(p => p.Key).ToList())
            {
                _plans.Remove(old);
            }

            if (_plans.Count >= Most)
            {
                _plans.Remove(_plans.MinBy(p => p.Value.Until).Key);
            }

            var id = Guid.NewGuid().ToString("n");
            _plans.Add(id, (request, now + Longest));
            return id;
        }
    }

    /// <summary>A plan is used once, but one that was refused may be looked at again: it stays until it is run.</summary>
    /// <exception cref="RefusedException">There is none of this id.</exception>
    public RunRequest Get(string id)
    {
        lock (_gate)
        {
            return _plans.TryGetValue(id, out var plan) && plan.Until > time.GetUtcNow()
                ? plan.Request
                : throw new RefusedException(RefusalKind.NotFound, "TR8511", id);
        }
    }

    public void Remove(string id)
    {
        lock (_gate)
        {
            _plans.Remove(id);
        }
    }
}
