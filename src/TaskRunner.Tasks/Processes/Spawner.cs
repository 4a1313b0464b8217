using System.Runtime.InteropServices;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// Starts children with <c>posix_spawn</c>, whose cost does not grow with our memory (<c>fork</c> of 2 GB takes 190 ms). A child
/// leads its own session, has default signals (the runtime ignores SIGPIPE, which a child would inherit), an empty stdin,
/// files for stdout and stderr which it opens itself, and no other descriptor of ours.
/// </summary>
internal sealed unsafe class Spawner : IDisposable
{
    // Both are opaque: 336 and 80 bytes in glibc, less in musl.
    private const int AttributesSize = 512;
    private const int ActionsSize = 256;
    private const int SignalSetSize = 128;
    private const uint OwnerOnly = 0x180;

    private readonly byte* _attributes = MakeAttributes();
    private bool _hasCloseFrom = true;

    /// <param name="process">What to start.</param>
    /// <param name="executable">Its program, found.</param>
    /// <param name="mark">The mark of its attempt, or null.</param>
    /// <param name="output">Where stdout and stderr go; null: to the files themselves.</param>
    /// <param name="pid">The child.</param>
    /// <returns>Zero, or the error number of the C library.</returns>
    public int Start(ProcessSpec process, string executable, string? mark, MaskedOutput? output, out int pid)
    {
        using var text = new NativeText();
        var actions = stackalloc byte[ActionsSize];
        Check(Libc.InitActions(actions));
        try
        {
            AddActions(actions, process, output, text);
            return Libc.Spawn(
                out pid,
                text.Add(executable),
                actions,
                _attributes,
                text.AddList([process.FileName, .. process.Arguments]),
                text.AddList([.. Variables(process, mark)]));
        }
        finally
        {
            _ = Libc.DestroyActions(actions);
        }
    }

    private static IEnumerable<string> Variables(ProcessSpec process, string? mark)
    {
        var given = process.Environment.Where(e => e.Key != AttemptMark.Variable).Select(e => $"{e.Key}={e.Value}");
        return mark is null ? given : given.Append($"{AttemptMark.Variable}={mark}");
    }

    public void Dispose() => NativeMemory.Free(_attributes);

    private static byte* MakeAttributes()
    {
        var attributes = (byte*)NativeMemory.AllocZeroed(AttributesSize);
        var set = stackalloc byte[SignalSetSize];
        Check(Libc.InitAttributes(attributes));
        Check(Libc.EmptySignalSet(set));
        Check(Libc.SetSignalMask(attributes, set));
        new Span<byte>(set, SignalSetSize).Fill(byte.MaxValue); // sigfillset would leave out those the C library uses itself
        Check(Libc.SetSignalDefaults(attributes, set));
        Check(Libc.SetFlags(attributes, Libc.SpawnSetSession | Libc.SpawnSetSignalMask | Libc.SpawnSetSignalDefaults));
        return attributes;
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new IOException($"preparing a child failed with error {error}");
        }
    }

    private void AddActions(byte* actions, ProcessSpec process, MaskedOutput? output, NativeText text)
    {
        const int append = Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenAppend;
        Check(Libc.AddOpen(actions, 0, text.Add("/dev/null"), 0, 0));
        Check(output is null
            ? Libc.AddOpen(actions, 1, text.Add(process.StdoutPath), append, OwnerOnly)
            : Libc.AddDuplicate(actions, output.StdoutEnd, 1));
        Check(process.StderrPath == process.StdoutPath ? Libc.AddDuplicate(actions, 1, 2)
            : output is null ? Libc.AddOpen(actions, 2, text.Add(process.StderrPath), append, OwnerOnly)
            : Libc.AddDuplicate(actions, output.StderrEnd, 2));
        Check(Libc.AddChangeDirectory(actions, text.Add(process.WorkingDirectory)));
        CloseTheRest(actions);
    }

    /// <summary>The runtime opens everything close-on-exec, but we may have been started with descriptors that are not.</summary>
    private void CloseTheRest(byte* actions)
    {
        const int firstAfterStandard = 3;
        if (_hasCloseFrom)
        {
            try
            {
                Check(Libc.AddCloseFrom(actions, firstAfterStandard));
                return;
            }
            catch (EntryPointNotFoundException)
            {
                _hasCloseFrom = false; // an older C library: mark our own descriptors instead
            }
        }

        Libc.CloseOnExecFrom(firstAfterStandard);
    }
}
