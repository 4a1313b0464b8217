using System.Globalization;
using System.Text;

namespace TaskRunner.Server.Live;

/// <summary>
/// How far somebody was sent which logs: a number for each name. As the id of an event it is what a client sends back to go on; one that we
/// did not write, or that a cut made unreadable, is as good as none.
/// </summary>
internal sealed class LogPlaces : Dictionary<string, long>
{
    public LogPlaces()
        : base(StringComparer.Ordinal)
    {
    }

    public static LogPlaces Read(string? id)
    {
        var places = new LogPlaces();
        var bytes = new byte[id?.Length ?? 0];
        if (id is null || !Convert.TryFromBase64String(id, bytes, out var count))
        {
            return places;
        }

        foreach (var part in Encoding.UTF8.GetString(bytes, 0, count).Split('\0'))
        {
            if (part.LastIndexOf('\n') is >= 0 and var at && long.TryParse(part[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            {
                places[part[..at]] = place;
            }
        }

        return places;
    }

    public string ToId() => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        string.Join('\0', this.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}\n{p.Value}")))));

    public void Forget(string prefix)
    {
        foreach (var key in Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).ToList())
        {
            Remove(key);
        }
    }
}
