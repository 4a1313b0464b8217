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
    private const int PathSize = 64;
    private const int StatSize = 1024;
    private const int EnvironmentChunk = 32 * 1024;
    private const int LargestEnvironment = 8 * 1024 * 1024;

    /// <summary>Every process, those too that were started while we read: a chain of quick forks cannot run ahead of the scan.</summary>
    public static IEnumerable<ProcessRow> ReadAll()
    {
        var before = LastPid();
        return Pids().Select(Read).Concat(ReadAfter(before)).OfType<ProcessRow>().DistinctBy(r => r.Pid);
    }

    /// <summary>Processes and threads with an id given after <paramref name="pid"/> was, until no newer one appears.</summary>
    public static IEnumerable<ProcessRow?> ReadAfter(int pid)
    {
        for (int last; (last = LastPid()) > pid;)
        {
            while (pid < last)
            {
                yield return Read(++pid);
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

    /// <summary>Whether the process was started with this variable (<c>NAME=value</c>) in its environment.</summary>
    public static bool HasVariable(int pid, ReadOnlySpan<byte> variable)
    {
        var file = Open(pid, "/environ"u8);
        if (file < 0)
        {
            return false;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(EnvironmentChunk);
        try
        {
            return Contains(Fill(file, ref buffer), variable);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _ = Libc.Close(file);
        }
    }

    /// <summary>The id given last to a process or thread of this PID namespace, or 0 when the kernel does not tell.</summary>
    public static int LastPid()
    {
        var buffer = stackalloc byte[StatSize];
        var length = ReadOnce(null, "/proc/loadavg"u8, buffer, StatSize);
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

        var fields = Encoding.ASCII.GetString(stat[(nameEnd + 2)..]).Split(' ');
        const int state = 0, parent = 1, group = 2, session = 3, threads = 17, startedAt = 19;
        return fields.Length <= startedAt ? null : new ProcessRow(
            pid,
            Number(fields[parent]),
            Number(fields[group]),
            Number(fields[session]),
            fields[state][0],
            Number(fields[threads]),
            ulong.Parse(fields[startedAt], CultureInfo.InvariantCulture),
            Encoding.UTF8.GetString(stat[(nameStart + 1)..nameEnd]));
    }

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);

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

    private static int ReadOnce(int? pid, ReadOnlySpan<byte> name, byte* buffer, int size)
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

    private static int Open(int? pid, ReadOnlySpan<byte> name)
    {
        var path = stackalloc byte[PathSize];
        var rest = new Span<byte>(path, PathSize);
        rest.Clear();
        if (pid is { } id)
        {
            "/proc/"u8.CopyTo(rest);
            rest = rest["/proc/"u8.Length..];
            id.TryFormat(rest, out var written, default, CultureInfo.InvariantCulture);
            rest = rest[written..];
        }

        name.CopyTo(rest);
        return Libc.Open(path, Libc.OpenCloseOnExec, 0);
    }
}

/// <summary>A process at one moment. Id and start time together mean one process for good, the id alone does not.</summary>
internal sealed record ProcessRow(int Pid, int Parent, int Group, int Session, char State, int Threads, ulong StartedAt, string Name)
{
    /// <summary>False for a zombie, except one whose other threads go on.</summary>
    public bool IsAlive => State is not ('Z' or 'X') || Threads > 1;

    /// <summary>For people. The command line is left out: it may hold what must not be shown.</summary>
    public override string ToString() => $"{Pid} {new string([.. Name.Where(c => !char.IsControl(c))])}";
}
