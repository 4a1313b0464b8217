using System.Globalization;
using System.Text;

namespace TaskRunner.Server;

/// <summary>Durations counted by how long they were, as Prometheus has them. For any thread.</summary>
internal sealed class DurationHistogram(params double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private long _microseconds;

    public void Add(double seconds)
    {
        var at = Array.FindIndex(bounds, b => seconds <= b);
        Interlocked.Increment(ref _counts[at < 0 ? bounds.Length : at]);
        Interlocked.Add(ref _microseconds, (long)(seconds * 1e6));
    }

    public void Render(StringBuilder text, string name)
    {
        long sum = 0;
        for (var i = 0; i <= bounds.Length; i++)
        {
            sum += Volatile.Read(ref _counts[i]);
            var bound = i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"{bound}\"}} {sum}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{name}_sum {Volatile.Read(ref _microseconds) / 1e6}\n");
        text.Append(CultureInfo.InvariantCulture, $"{name}_count {sum}\n");
    }
}
