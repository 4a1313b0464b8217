using System.Globalization;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// Where this machine lets us have control groups (version 2) of our own. Found out, not assumed: the hierarchy may be mounted
/// anywhere, beside one of version 1, or be closed to us; then there are none, and processes are told by mark, session and parent.
/// </summary>
internal static class ControlGroups
{
    private const string Prefix = "taskrunner.";
    private const uint OwnerOnly = 0x1C0;

    private static readonly (string Mount, string Own)? Place = Locate(ReadLines("/proc/self/mountinfo"), ReadLines("/proc/self/cgroup"));
    private static readonly string Owner = OwnerOf(Environment.ProcessId) ?? "0-0";
    private static readonly Lazy<bool> IsSwept = new(Sweep);
    private static int _last;

    /// <summary>Makes a group for a process of this attempt, or tells that none can be had.</summary>
    public static ControlGroup? Make(string? mark)
    {
        if (Place is not { } place || string.IsNullOrEmpty(mark) || mark.Contains('/', StringComparison.Ordinal))
        {
            return null;
        }

        _ = IsSwept.Value;
        var number = Interlocked.Increment(ref _last);
        var path = Path.Combine(place.Own, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{mark}.{Owner}-{number}"));
        return Libc.MakeFolder(path, OwnerOnly) == 0 ? new ControlGroup(path) : null;
    }

    /// <summary>This process goes back to where it stood when it was started.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public static void Return()
    {
        if (!ControlGroup.TryMove(Place!.Value.Own, ControlGroup.OurSelves))
        {
            throw new IOException($"{Place.Value.Own}: this process cannot return to its control group");
        }
    }

    /// <summary>All groups of an attempt, whoever made them: a runner that is gone may have stood elsewhere in the hierarchy.</summary>
    public static IReadOnlyList<ControlGroup> Of(string mark)
    {
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 };
        return Place is not { } place ? []
            : [.. Directory.EnumerateDirectories(place.Mount, Prefix + "*", everywhere)
                .Where(path => MarkOf(Path.GetFileName(path)) == mark)
                .Select(path => new ControlGroup(path))];
    }

    /// <summary>Finds the mount of the hierarchy and our own group in it; see proc_pid_mountinfo(5) and cgroups(7).</summary>
    /// <returns>Null where there is none, or our group lies outside of what is mounted.</returns>
    internal static (string Mount, string Own)? Locate(IEnumerable<string> mounts, IEnumerable<string> groups)
    {
        const string version2 = "0::";
        const int root = 3, mountPoint = 4;
        var own = groups.FirstOrDefault(line => line.StartsWith(version2, StringComparison.Ordinal))?[version2.Length..];
        var fields = mounts.FirstOrDefault(line => line.Contains(" - cgroup2 ", StringComparison.Ordinal))?.Split(' ');
        if (own is null || fields is null)
        {
            return null;
        }

        var (above, mount) = (Unescape(fields[root]).TrimEnd('/'), Unescape(fields[mountPoint]));
        var isInside = own == above || own.StartsWith(above + "/", StringComparison.Ordinal);
        return !isInside || own.Contains("/..", StringComparison.Ordinal) ? null : (mount, mount + own[above.Length..].TrimEnd('/'));
    }

    /// <summary>Groups of runners that are gone stay as long as processes in them were kept; the empty ones are removed here.</summary>
    private static bool Sweep()
    {
        var abandoned = Directory.Exists(Place?.Own)
            ? Directory.GetDirectories(Place.Value.Own, Prefix + "*").Where(path => !IsOwned(Path.GetFileName(path))).ToList()
            : [];
        abandoned.ForEach(path => _ = new ControlGroup(path).TryRemove());
        return abandoned.Count > 0;
    }

    private static string? MarkOf(string name) =>
        name.LastIndexOf('.') is var end && end > Prefix.Length ? name[Prefix.Length..end] : null;

    private static bool IsOwned(string name)
    {
        var owner = name[(name.LastIndexOf('.') + 1)..];
        return int.TryParse(owner.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && OwnerOf(pid) is { } living
            && owner.StartsWith(living + "-", StringComparison.Ordinal);
    }

    private static string? OwnerOf(int pid) =>
        ProcessTable.Read(pid) is { } row ? string.Create(CultureInfo.InvariantCulture, $"{row.Pid}-{row.StartedAt}") : null;

    private static string Unescape(string path) => path.Replace("\\040", " ", StringComparison.Ordinal);

    private static string[] ReadLines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
