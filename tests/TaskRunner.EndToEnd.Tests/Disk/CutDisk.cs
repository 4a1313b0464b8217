namespace TaskRunner.EndToEnd.Tests.Disk;

/// <summary>
/// A disk whose power fails: only what was synced is surely there. Of the rest, each write may be there, be missing, or be there in
/// some of its sectors of 512 bytes, in any order; names of a folder that was not synced are there up to a random one. That is
/// more than any file system in use does to a program, and no less than POSIX allows.
/// </summary>
internal sealed class CutDisk
{
    private const int Sector = 512;
    private readonly Dictionary<string, long> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _durableNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Action<Dictionary<string, long>>>> _pendingNames = new(StringComparer.Ordinal);
    private readonly Dictionary<long, CutFile> _files = [];
    private readonly Dictionary<long, long> _current = []; // the kernel uses the number of a removed file again
    private long _next = 1;

    public void Apply(DiskRecord record)
    {
        switch (record.Kind)
        {
            case 'C':
                var file = _next++;
                _current[record.Inode] = file;
                _files[file] = new CutFile();
                Change(record.Path, names => names[record.Path] = file);
                break;
            case 'M':
                Change(record.Path, names => names[record.Path] = 0);
                break;
            case 'W':
                Find(record).Pending.Add((record.Offset, record.Bytes));
                break;
            case 'T':
                Find(record).Pending.Add((record.Offset, null));
                break;
            case 'S':
                Find(record).Sync();
                break;
            case 'D':
                Settle(record.Path);
                break;
            case 'R' or 'L':
                Move(record.Path.Split('\t'), record.Kind == 'R');
                break;
            case 'U':
                Change(record.Path, names => names.Remove(record.Path));
                break;
        }
    }

    /// <summary>Writes one of the disks that may be found when the power is back.</summary>
    /// <param name="random">Decides what became of each write that was not synced.</param>
    /// <param name="root">Folder as recorded.</param>
    /// <param name="target">Folder that stands for it.</param>
    public void Write(Random random, string root, string target)
    {
        var names = new Dictionary<string, long>(_durableNames, StringComparer.Ordinal);
        foreach (var (folder, pending) in _pendingNames)
        {
            Apply(pending.Take(random.Next(pending.Count + 1)), names);
        }

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        foreach (var (path, number) in names.OrderBy(n => n.Key, StringComparer.Ordinal))
        {
            var copy = target + path[root.Length..];
            if (!Directory.Exists(Path.GetDirectoryName(copy)))
            {
                continue; // the folder's own name was lost, and with it what was in it
            }

            if (number == 0)
            {
                Directory.CreateDirectory(copy, Owner | UnixFileMode.UserExecute);
            }
            else if (!path.EndsWith("-shm", StringComparison.Ordinal))
            {
                // SQLite maps its index of the log into memory and makes it anew from the log when it is the first to open it.
                File.WriteAllBytes(copy, _files[number].AfterTheCut(random));
                File.SetUnixFileMode(copy, Owner);
            }
        }
    }

    /// <summary>The logs of tasks are written by their own processes, whose changes are not recorded: nothing is promised of them.</summary>
    private CutFile Find(DiskRecord record) => _current.TryGetValue(record.Inode, out var file)
        ? _files[file]
        : record.Path.Contains("/logs/", StringComparison.Ordinal) || record.Path.Contains("/work/", StringComparison.Ordinal)
            ? new CutFile()
            : throw new InvalidDataException($"{record.Path} was written and never made");

    private void Change(string path, Action<Dictionary<string, long>> change)
    {
        change(_names);
        var folder = Path.GetDirectoryName(path)!;
        if (!_pendingNames.TryGetValue(folder, out var pending))
        {
            _pendingNames[folder] = pending = [];
        }

        pending.Add(change);
    }

    /// <summary>One change of the target's folder, whatever is in what is moved. What was not synced of a moved folder is so under its new name.</summary>
    private void Move(string[] paths, bool isRename)
    {
        var (from, to) = (paths[0], paths[1]);
        Change(to, names =>
        {
            foreach (var (path, number) in Below(names, from))
            {
                names[to + path[from.Length..]] = number;
                if (isRename)
                {
                    names.Remove(path);
                }
            }
        });
        foreach (var folder in _pendingNames.Keys.Where(f => IsBelow(f, from)).ToList())
        {
            _pendingNames.Remove(folder, out var pending);
            _pendingNames[to + folder[from.Length..]] = [.. pending!.Select(change => Moved(change, from, to))];
        }
    }

    /// <summary>A change that was made when what is now <paramref name="to"/> was called <paramref name="from"/>.</summary>
    private static Action<Dictionary<string, long>> Moved(Action<Dictionary<string, long>> change, string from, string to) => names =>
    {
        var before = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (path, number) in Below(names, to))
        {
            names.Remove(path);
            before[from + path[to.Length..]] = number;
        }

        change(before);
        foreach (var (path, number) in before)
        {
            names[to + path[from.Length..]] = number;
        }
    };

    private static List<KeyValuePair<string, long>> Below(Dictionary<string, long> names, string folder) =>
        [.. names.Where(n => IsBelow(n.Key, folder))];

    private static bool IsBelow(string path, string folder) =>
        path == folder || (path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] == '/');

    private void Settle(string folder)
    {
        if (_pendingNames.Remove(folder, out var pending))
        {
            Apply(pending, _durableNames);
        }
    }

    private static void Apply(IEnumerable<Action<Dictionary<string, long>>> changes, Dictionary<string, long> names)
    {
        foreach (var change in changes)
        {
            change(names);
        }
    }

    private sealed class CutFile
    {
        private byte[] _durable = [];

        /// <summary>Since the last sync; without bytes: a new length.</summary>
        public List<(long Offset, ReadOnlyMemory<byte>? Bytes)> Pending { get; } = [];

        public void Sync()
        {
            _durable = Pending.Aggregate(_durable, (content, change) => Put(content, change.Offset, change.Bytes));
            Pending.Clear();
        }

        public byte[] AfterTheCut(Random random)
        {
            var chance = random.Next(4) switch { 0 => 0.0, 1 => 1.0, _ => random.NextDouble() };
            var content = (byte[])_durable.Clone();
            foreach (var (offset, bytes) in Pending)
            {
                if (bytes is not { } written)
                {
                    content = random.NextDouble() < chance ? Put(content, offset, null) : content;
                }
                else if (random.NextDouble() < 0.5)
                {
                    content = random.NextDouble() < chance ? Put(content, offset, written) : content;
                }
                else
                {
                    content = Sectors(offset, written).Where(_ => random.NextDouble() < chance)
                        .Aggregate(content, (c, part) => Put(c, part.Offset, part.Bytes));
                }
            }

            return content;
        }

        private static IEnumerable<(long Offset, ReadOnlyMemory<byte> Bytes)> Sectors(long offset, ReadOnlyMemory<byte> bytes)
        {
            for (var at = 0; at < bytes.Length;)
            {
                var length = (int)Math.Min(bytes.Length - at, Sector - ((offset + at) % Sector));
                yield return (offset + at, bytes.Slice(at, length));
                at += length;
            }
        }

        private static byte[] Put(byte[] content, long offset, ReadOnlyMemory<byte>? bytes)
        {
            var length = bytes is null ? offset : Math.Max(content.Length, offset + bytes.Value.Length);
            if (length != content.Length)
            {
                Array.Resize(ref content, (int)length);
            }

            bytes?.CopyTo(content.AsMemory((int)offset));
            return content;
        }
    }
}
