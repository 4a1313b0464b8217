using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Packages;

namespace TaskRunner.Core.Tests.Packages;

/// <summary>Archives that try to get out of their folder, to fill the disk or to mean two things: each is refused with its code and leaves nothing.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private readonly PackageFolder _around = new();

    public void Dispose() => _around.Dispose();

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    [InlineData(TarEntryType.Fifo)]
    public void Only_files_and_folders_are_taken(TarEntryType type) => Refused("TR1411", tar =>
    {
        var entry = new PaxTarEntry(type, "way-out");
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            entry.LinkName = "../../outside";
        }

        tar.WriteEntry(entry);
        tar.WriteEntry(File("way-out/file"));
    });

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("/outside")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("a\rb")]
    [InlineData("a\u0007b")]
    [InlineData("..")]
    [InlineData("a/..")]
    public void A_path_stays_inside_and_is_readable(string path) => Refused("TR1403", tar => tar.WriteEntry(File(path)));

    [Fact]
    public void A_name_over_255_bytes_is_refused() => Refused("TR1403", tar => tar.WriteEntry(File(new string('x', 256))));

    [Fact]
    public void A_path_over_1024_bytes_is_refused() => Refused("TR1403", tar => tar.WriteEntry(File(string.Join('/', Enumerable.Repeat(new string('x', 200), 6)))));

    [Fact]
    public void Folders_nested_over_32_deep_are_refused() => Refused("TR1408", tar => tar.WriteEntry(File(string.Join('/', Enumerable.Repeat("d", 33)))));

    [Fact]
    public void The_same_file_twice_is_refused() => Refused("TR1413", tar =>
    {
        tar.WriteEntry(File("a"));
        tar.WriteEntry(File("a"));
    });

    [Fact]
    public void A_file_that_is_also_a_folder_is_refused() => Refused("TR1413", tar =>
    {
        tar.WriteEntry(File("a"));
        tar.WriteEntry(File("a/b"));
    });

    [Fact]
    public void Case_twins_are_refused_also_as_folders() => Refused("TR1404", tar =>
    {
        tar.WriteEntry(File("Dir/a"));
        tar.WriteEntry(File("dir/b"));
    });

    [Fact]
    public void A_bomb_is_stopped_by_its_ratio() => Refused("TR1409", tar => tar.WriteEntry(File("zeros", new byte[60 << 20])));

    [Fact]
    public void Limits_are_counted_on_what_is_decompressed()
    {
        var random = new byte[40_000];
        new Random(1).NextBytes(random);
        Refused("TR1406", tar => tar.WriteEntry(File("a", random)), PackageLimits.Default with { FileBytes = 30_000 });
        Refused("TR1407", tar => tar.WriteEntry(File("a", random)), PackageLimits.Default with { TotalBytes = 30_000 });
        Refused("TR1405", tar => Array.ForEach(Enumerable.Range(0, 12).ToArray(), i => tar.WriteEntry(File($"f{i}"))), PackageLimits.Default with { Entries = 10 });
    }

    [Fact]
    public void A_size_that_promises_more_than_there_is_reserves_no_memory()
    {
        var tar = Tar(t => t.WriteEntry(File("a")));
        Put(tar, 124, "17777777777"); // 2 GiB
        Put(tar, 156, "L");
        FixChecksum(tar);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused("TR1410", tar);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public void Something_after_the_end_is_refused() => Refused("TR1417", [.. Tar(t => t.WriteEntry(File("a"))), .. new byte[1024], .. "hidden"u8]);

    [Fact]
    public void A_broken_archive_is_refused_at_every_cut()
    {
        var whole = Gzip(Tar(t => t.WriteEntry(File("a", new byte[3000]))));
        for (var length = 0; length < whole.Length; length += 3)
        {
            Assert.Equal(("TR1410", 0), Unpack(new MemoryStream(whole[..length]), PackageLimits.Default, null));
        }
    }

    [Fact]
    public void Changed_bytes_are_refused_or_read_and_nothing_else()
    {
        var whole = Gzip(Tar(t =>
        {
            t.WriteEntry(File("dir/a", "text"u8.ToArray()));
            t.WriteEntry(File(new string('n', 120)));
        }));
        var random = new Random(7);
        for (var time = 0; time < 400; time++)
        {
            var changed = (byte[])whole.Clone();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            var target = Path.Combine(_around.Path, $"t{time}");
            PackageArchive.Unpack(new MemoryStream(changed), target, null, PackageLimits.Default, new DiagnosticBag());
        }

        Assert.All(Directory.GetFileSystemEntries(_around.Path), e => Assert.StartsWith("t", Path.GetFileName(e)));
    }

    [Fact]
    public void Nothing_is_used_of_an_archive_with_another_digest()
    {
        using var folder = PackageFolder.Of(PackageFolder.Head);
        var (code, left) = Unpack(new MemoryStream(PackageArchiveTests.Pack(folder.Path).Archive), PackageLimits.Default, "sha256:" + new string('0', 64));
        Assert.Equal(("TR1415", 0), (code, left));
    }

    [Fact]
    public void What_is_unpacked_belongs_to_its_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are a matter of Unix; run on Linux");
        var target = Path.Combine(_around.Path, "t");
        PackageArchive.Unpack(new MemoryStream(Gzip(Tar(t => t.WriteEntry(File("d/a"))))), target, null, PackageLimits.Default, new DiagnosticBag());
        var owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal((owner, owner), (System.IO.File.GetUnixFileMode(target), System.IO.File.GetUnixFileMode(Path.Combine(target, "d"))));
        Assert.Equal(UnixFileMode.UserRead, System.IO.File.GetUnixFileMode(Path.Combine(target, "d", "a")));
    }

    [Fact]
    public void An_archive_of_the_usual_tool_is_read()
    {
        var target = Path.Combine(_around.Path, "t");
        var bytes = Gzip(Tar(t =>
        {
            t.WriteEntry(new PaxGlobalExtendedAttributesTarEntry([KeyValuePair.Create("comment", "made by hand")]));
            t.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "./"));
            t.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "./scripts/"));
            t.WriteEntry(File("./scripts/run.sh"));
            t.WriteEntry(File("./" + new string('l', 150)));
        }));
        var diagnostics = new DiagnosticBag();
        Assert.True(PackageArchive.Unpack(new MemoryStream(bytes), target, null, PackageLimits.Default, diagnostics), DiagnosticText.Render(diagnostics.Items, MessageCatalogue.English));
        Assert.True(System.IO.File.Exists(Path.Combine(target, "scripts", "run.sh")));
    }

    private static PaxTarEntry File(string name, byte[]? content = null) =>
        new(TarEntryType.RegularFile, name) { DataStream = content is null ? null : new MemoryStream(content) };

    private static byte[] Tar(Action<TarWriter> fill)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            fill(writer);
        }

        return tar.ToArray();
    }

    private static byte[] Gzip(byte[] tar)
    {
        var gzip = new MemoryStream();
        using (var stream = new GZipStream(gzip, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(tar);
        }

        return gzip.ToArray();
    }

    private static void Put(byte[] tar, int at, string text) => Encoding.ASCII.GetBytes(text, tar.AsSpan(at));

    private static void FixChecksum(byte[] tar)
    {
        Put(tar, 148, "        ");
        Put(tar, 148, Convert.ToString(tar.Take(512).Sum(b => b), 8).PadLeft(6, '0') + "\0 ");
    }

    private void Refused(string code, Action<TarWriter> fill, PackageLimits? limits = null) => Refused(code, Tar(fill), limits);

    private void Refused(string code, byte[] tar, PackageLimits? limits = null) =>
        Assert.Equal((code, 0), Unpack(new MemoryStream(Gzip(tar)), limits ?? PackageLimits.Default, null));

    private (string? Code, int Left) Unpack(Stream archive, PackageLimits limits, string? digest)
    {
        var diagnostics = new DiagnosticBag();
        var inside = Path.Combine(_around.Path, "inside");
        Directory.CreateDirectory(inside);
        PackageArchive.Unpack(archive, Path.Combine(inside, "target"), digest, limits, diagnostics);
        Assert.Equal(["inside"], Directory.GetFileSystemEntries(_around.Path).Select(Path.GetFileName));
        return (diagnostics.Count == 0 ? null : diagnostics.Items[0].Code, Directory.GetFileSystemEntries(inside).Length);
    }
}
