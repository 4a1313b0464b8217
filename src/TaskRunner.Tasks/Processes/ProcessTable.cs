using System.Buffers;
using System.Globalization;
using System.Text;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// Reads <c>/proc</c>. A process may end between two reads; whatever cannot be read is not there. Files are read by bare
/// calls, because a scan reads two for every process of the machine.
/// </summary>
internal static unsafe class ProcessTable
{
    /// <summary>Kept open, as it is read once or twice for each child that ends; each read at the beginning tells anew.</summary>
    private static readonly int LoadAverage = Libc.Open("/proc/loadavg", Libc.OpenCloseOnExec, 0);

    private const int PathSize = 64;
    private const int StatSize = 1024;
    private const int EnvironmentChunk = 32 * 1024;
    private const int MostAsked = 200;
    private const int EnoughEmpty = 3;
    private const int LargestEnvironment = 8 * 1024 * 1024;

    /// <summary>Every process, those too that were started while we read: a chain of quick forks cannot run ahead of the scan.</summary>
    public static IEnumerable<ProcessRow> ReadAll()
    {
        var before = LastPid();
        return Pids().Select(Read).Concat(ReadAfter(before)).OfType<ProcessRow>().DistinctBy(r => r.Pid);
    }

    /// <summary>Processes with an id given after <paramref name="pid"/> was, until no newer one appears.</summary>
    /// <param name="pid">The first id left out.</param>
    /// <param name="knownLast">The id given last, when the caller knows already.</param>
    public static IEnumerable<ProcessRow?> ReadAfter(int pid, int? knownLast = null)
    {
        for (var last = knownLast ?? LastPid(); last > pid; last = LastPid())
        {
            while (pid < last)
            {
                if (Libc.Exists(++pid))
                {
                    yield return Read(pid);
                }
            }
        }
    }

    /// <summary>The process (or thread) with this id; see proc_pid_stat(5).</summary>
    public static ProcessRow? Read(int pid)
    {
        var buffer = stackalloc byte[StatSize];
        var length = ReadOnce(pid, "/stat"u8, buffer, StatSize);
        return length <= 0 ? null : Parse(pid, new ReadOnlySpan<byte>(buffer, length));
    }

    private static IEnumerable<int> Pids() =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(path.AsSpan("/proc/".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0);

    /// <summary>
    /// Whether the process was started with this variable (<c>NAME=value</c>) in its environment. Between two programs (in execve) it
    /// has neither arguments nor environment for a moment, which on a loaded machine may last; and what we opened just before the change is
    /// empty after it. So nothing is believed to be empty at once.
    /// </summary>
    public static bool HasVariable(int pid, ReadOnlySpan<byte> variable)
    {
        for (int asked = 0, seenEmpty = 0; ; asked++)
        {
            var (found, isEmpty) = LookFor(pid, variable);
            if (!isEmpty || asked == MostAsked)
            {
                return found;
            }

            // It may have changed after the look and be done with it by now, so once is not enough here either.
            seenEmpty += asked > 1 && !IsBetweenPrograms(pid) ? 1 : 0;
            if (seenEmpty == EnoughEmpty)
            {
                return found;
            }

            Thread.Sleep(asked > 1 ? 1 : 0);
        }
    }

    private static (bool Found, bool IsEmpty) LookFor(int pid, ReadOnlySpan<byte> variable)
    {
        var file = Open(pid, "/environ"u8);
        if (file < 0)
        {
            return (false, false);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(EnvironmentChunk);
        try
        {
            var environment = Fill(file, ref buffer);
            return (Contains(environment, variable), environment.IsEmpty);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _ = Libc.Close(file);
        }
    }

    private static bool IsBetweenPrograms(int pid)
    {
        byte any;
        return ReadOnce(pid, "/cmdline"u8, &any, 1) == 0 && Read(pid) is { IsAlive: true };
    }

    /// <summary>The id given last to a process or thread of this PID namespace, or 0 when the kernel does not tell.</summary>
    public static int LastPid()
    {
        var buffer = stackalloc byte[StatSize];
        var length = (int)Libc.ReadAt(LoadAverage, buffer, StatSize, 0);
        var text = new ReadOnlySpan<byte>(buffer, Math.Max(0, length)).TrimEnd((byte)'\n');
        return int.TryParse(text[(text.LastIndexOf((byte)' ') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0;
    }

    private static ProcessRow? Parse(int pid, ReadOnlySpan<byte> stat)
    {
        // "12 (any (name) at all) S 1 12 12 0 …": the name ends at the last parenthesis.
        var (nameStart, nameEnd) = (stat.IndexOf((byte)'('), stat.LastIndexOf((byte)')'));
        if (nameStart < 0 || nameEnd < nameStart || nameEnd + 2 >= stat.Length)
        {
            return null;
        }

        const int state = 0, parent = 1, group = 2, session = 3, threads = 17, startedAt = 19, wanted = 20;
        Span<Range> fields = stackalloc Range[wanted + 1];
        var rest = stat[(nameEnd + 2)..];
        return Split(rest, fields) < wanted ? null : new ProcessRow(
            pid,
            (int)Number(rest[fields[parent]]),
            (int)Number(rest[fields[group]]),
            (int)Number(rest[fields[session]]),
            (char)rest[fields[state]][0],
            (int)Number(rest[fields[threads]]),
            Number(rest[fields[startedAt]]),
            Encoding.UTF8.GetString(stat[(nameStart + 1)..nameEnd]));
    }

    private static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        var count = 0;
        foreach (var field in line.Split((byte)' '))
        {
            if (count == fields.Length)
            {
                break;
            }

            fields[count++] = field;
        }

        return count;
    }

    private static long Number(ReadOnlySpan<byte> field) => long.Parse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static bool Contains(ReadOnlySpan<byte> environment, ReadOnlySpan<byte> variable)
    {
        foreach (var range in environment.Split((byte)0))
        {
            if (environment[range].SequenceEqual(variable))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<byte> Fill(int file, ref byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            int read;
            fixed (byte* at = &buffer[length])
            {
                read = (int)Libc.Read(file, at, buffer.Length - length);
            }

            length += Math.Max(0, read);
            if (read <= 0 || length >= LargestEnvironment)
            {
                return buffer.AsSpan(0, length);
            }

            if (length == buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
    }

    private static int ReadOnce(int pid, ReadOnlySpan<byte> name, byte* buffer, int size)
    {
        var file = Open(pid, name);
        if (file < 0)
        {
            return -1;
        }

        var length = Libc.Read(file, buffer, size);
        _ = Libc.Close(file);
        return (int)length;
    }

    private static int Open(int pid, ReadOnlySpan<byte> name)
    {
        var path = stackalloc byte[PathSize];
        var rest = new Span<byte>(path, PathSize);
        rest.Clear();
        "/proc/"u8.CopyTo(rest);
        rest = rest["/proc/"u8.Length..];
        pid.TryFormat(rest, out var written, default, CultureInfo.InvariantCulture);
        name.CopyTo(rest[written..]);
        return Libc.Open(path, Libc.OpenCloseOnExec, 0);
    }
}

/// <summary>A process at one moment. Id and start time together mean one process for good, the id alone does not.</summary>
internal sealed record ProcessRow(int Pid, int Parent, int Group, int Session, char State, int Threads, long StartedAt, string Name)
{
    /// <summary>False for a zombie, except one whose other threads go on.</summary>
    public bool IsAlive => State is not ('Z' or 'X') || Threads > 1;

    /// <summary>For people. The command line is left out: it may hold what must not be shown.</summary>
    public override string ToString() => $"{Pid} {new string([.. Name.Where(c => !char.IsControl(c))])}";
}
