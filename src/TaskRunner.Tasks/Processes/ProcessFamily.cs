using System.Text;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// The processes of one attempt: those in its control groups, those that carry its mark in their environment, all of their
/// sessions, and the children of all these. Where no control group can be had, a process that cleared its environment, left the
/// session <em>and</em> lost its parent is not found (docs/decisions/0010).
/// </summary>
internal sealed class ProcessFamily
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    private readonly byte[] _mark;
    private readonly HashSet<int> _sessions = [];
    private readonly Func<int, bool> _isOtherLeader;
    private readonly IReadOnlyList<ControlGroup> _groups;

    /// <param name="mark">The value of the mark, or null when there is none.</param>
    /// <param name="leader">The process that led the attempt's own session, or 0 when it is not known.</param>
    /// <param name="isOtherLeader">Tells the leaders of other attempts, which need not be looked at.</param>
    /// <param name="groups">The control groups of the attempt; none where none could be had.</param>
    public ProcessFamily(string? mark, int leader, Func<int, bool> isOtherLeader, IReadOnlyList<ControlGroup> groups)
    {
        (_isOtherLeader, _groups) = (isOtherLeader, groups);
        _mark = mark is null ? [] : Encoding.UTF8.GetBytes($"{AttemptMark.Variable}={mark}");
        Leader = leader;
        if (leader > 0)
        {
            _sessions.Add(leader);
        }
    }

    public int Leader { get; }

    /// <summary>Members alive now.</summary>
    public IReadOnlyList<ProcessRow> Find()
    {
        var others = new List<ProcessRow>();
        var members = new Dictionary<int, ProcessRow>();
        var grouped = _groups.SelectMany(g => g.Pids()).ToHashSet();
        foreach (var row in ProcessTable.ReadAll().Where(MayBelong))
        {
            if (grouped.Contains(row.Pid) || IsMarked(row))
            {
                members.Add(row.Pid, row);
                _sessions.Add(row.Session);
            }
            else
            {
                others.Add(row);
            }
        }

        while (others.RemoveAll(r => (_sessions.Contains(r.Session) || members.ContainsKey(r.Parent)) && members.TryAdd(r.Pid, r)) > 0)
        {
            // those that joined may have children among the rest
        }

        return [.. members.Values];
    }

    /// <summary>
    /// Whether a leader that lived for a short time can have left anything. Ids are given in ascending order, so what it started
    /// lies between its own id and the last one given: a few look-ups instead of a scan of all processes.
    /// </summary>
    public bool MayHaveMembers(TimeSpan lived)
    {
        const int worthLookingUp = 128;
        if (IsPopulated)
        {
            return true;
        }

        var last = ProcessTable.LastPid();
        if (lived > TimeSpan.FromSeconds(1) || last < Leader || last - Leader > worthLookingUp)
        {
            return true; // long enough for the ids to have wrapped, or too many to ask one by one
        }

        return ProcessTable.ReadAfter(Leader, last).Any(r =>
            r is not null && !_isOtherLeader(r.Pid) && MayBelong(r) && (r.Session == Leader || r.Parent == Leader || IsMarked(r)));
    }

    /// <summary>
    /// Whether a control group of the attempt holds anything but the leader. A daemon that forks while it is looked at is in none of the
    /// rows read: its parent is gone and it was not there yet. The group knows.
    /// </summary>
    public bool IsPopulated => _groups.Any(g => g.Pids().Any(p => p != Leader));

    /// <summary>
    /// Kills all members until none is left, however fast they multiply: frozen, listed, killed group by group. What a group holds is
    /// killed before the rest is searched for, which can take seconds where many processes live.
    /// </summary>
    /// <returns>What was found, one line each.</returns>
    public async ValueTask<IReadOnlyList<string>> EndAsync(CancellationToken cancellationToken)
    {
        foreach (var group in _groups)
        {
            await group.FreezeAsync();
        }

        var held = _groups.SelectMany(g => g.Pids()).Distinct().Select(ProcessTable.Read).OfType<ProcessRow>().Where(MayBelong).ToList();
        KillGroups();
        await Task.Yield(); // whoever ends several families kills what all their groups hold first
        return await EndAsync(held, _ => true, KillGroups, () => IsPopulated, cancellationToken);
    }

    /// <summary>Kills some of the members, until none of them is left.</summary>
    /// <returns>What was found, one line each.</returns>
    public ValueTask<IReadOnlyList<string>> EndAsync(Func<ProcessRow, bool> which, CancellationToken cancellationToken) =>
        EndAsync([], which, () => { }, () => false, cancellationToken);

    private async ValueTask<IReadOnlyList<string>> EndAsync(
        List<ProcessRow> killed, Func<ProcessRow, bool> which, Action killTogether, Func<bool> mayBeMore, CancellationToken cancellationToken)
    {
        var ended = killed.ToDictionary(r => (r.Pid, r.StartedAt), r => r.ToString());
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            var found = Find().Where(which).ToList();
            if (found.Count == 0 && !mayBeMore())
            {
                return [.. ended.Values];
            }

            killTogether();
            foreach (var row in found)
            {
                ended[(row.Pid, row.StartedAt)] = row.ToString();
                Signal(row, Libc.SignalKill);
            }

            await Task.Delay(pause, cancellationToken);
        }
    }

    /// <summary>Waits until all members that matter are gone.</summary>
    /// <returns>Those still there when the time was over.</returns>
    public async ValueTask<IReadOnlyList<ProcessRow>> WaitAsync(
        Func<ProcessRow, bool>? which, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            var found = Find().Where(which ?? (_ => true)).ToList();
            if ((found.Count == 0 && (which is not null || !IsPopulated)) || time.GetElapsedTime(start) >= patience || cancellationToken.IsCancellationRequested)
            {
                return found;
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Asks members to end: the leader's process group at once, so that none can fork past it, others one by one.</summary>
    public void Terminate(bool alsoOtherGroups)
    {
        _ = Libc.Kill(-Leader, Libc.SignalTerminate);
        _ = Libc.Kill(-Leader, Libc.SignalContinue); // a stopped process would not see it
        foreach (var row in alsoOtherGroups ? Find().Where(r => r.Group != Leader) : [])
        {
            Signal(row, Libc.SignalTerminate);
        }
    }

    /// <summary>By descriptor, and only if it still is the process that was seen: the id may have been given anew.</summary>
    private static void Signal(ProcessRow row, int signal)
    {
        var descriptor = Libc.OpenPidfd(row.Pid);
        if (descriptor < 0)
        {
            return;
        }

        if (ProcessTable.Read(row.Pid)?.StartedAt == row.StartedAt)
        {
            Libc.SignalPidfd(descriptor, signal);
        }

        _ = Libc.Close(descriptor);
    }

    private void KillGroups() => _groups.ToList().ForEach(g => g.Kill());

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private static bool MayBelong(ProcessRow row) =>
        row.IsAlive && row.Session != 0 && row.Pid != 1 && row.Pid != Environment.ProcessId;

    private bool IsMarked(ProcessRow row) => _mark.Length > 0 && ProcessTable.HasVariable(row.Pid, _mark);
}
