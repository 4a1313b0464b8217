using CsCheck;
using TaskRunner.Diagnostics;
using TaskRunner.Packages;
using TaskRunner.TaskTypes;

namespace TaskRunner.Core.Tests.Packages;

public sealed class PackageArchiveTests
{
    private static readonly string[] Odd = ["目录", "ümlaut", "with space", "-dash", "a'quote\"", "#hash"];

    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.String[Gen.Char['a', 'z'], 1, 12],
        Gen.String[Gen.Char['a', 'z'], 90, 120],
        Gen.Int[0, Odd.Length - 1].Select(i => Odd[i]));

    [Fact]
    public void What_is_unpacked_is_what_was_packed() => Gen.Select(
        Gen.Select(Name.Array[1, 4], Gen.Byte.Array[0, 2_000]).Array[0, 12], Gen.Int).Sample(
        (files, seed) =>
        {
            using var folder = PackageFolder.Of(PackageFolder.Head);
            foreach (var (names, content) in files)
            {
                Write(folder.Path, string.Join('/', names), content);
            }

            var (archive, digest) = Pack(folder.Path);
            using var other = new PackageFolder();
            var target = Path.Combine(other.Path, "unpacked");
            var diagnostics = new DiagnosticBag();
            Assert.True(PackageArchive.Unpack(new MemoryStream(archive), target, digest, PackageLimits.Default, diagnostics), Text(diagnostics));
            Assert.Equal(Content(folder.Path), Content(target));
            Assert.Equal(digest, PackageArchive.DigestOf(target, PackageLimits.Default));
            Assert.Equal(archive, Pack(target).Archive);
        },
        iter: 60);

    [Fact]
    public void Times_modes_and_the_order_of_making_do_not_count()
    {
        using var one = PackageFolder.Of(PackageFolder.Head);
        one.Write("b/x.sh", "x");
        one.Write("a.txt", "a");
        using var two = new PackageFolder();
        two.Write("a.txt", "a");
        two.Write("taskrunner.yaml", PackageFolder.Head);
        two.Write("b/x.sh", "x");
        File.SetLastWriteTimeUtc(Path.Combine(two.Path, "a.txt"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(two.Path, "b/x.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Assert.Equal(Pack(one.Path).Archive, Pack(two.Path).Archive);
        two.Write("a.txt", "A");
        Assert.NotEqual(Pack(one.Path).Digest, Pack(two.Path).Digest);
    }

    /// <summary>The digest is in stores and in people's notes: this one was computed by the first version.</summary>
    [Fact]
    public void The_digest_of_a_content_never_changes()
    {
        using var folder = new PackageFolder();
        folder.Write("taskrunner.yaml", "name: x\n");
        folder.Write("scripts/目录/run.sh", "echo\n");
        folder.Write(new string('d', 80) + "/" + new string('f', 90), "long");
        Assert.Equal("sha256:17df1d9fcdb0583588b467872e2cf34a975aff6b0dce6400af98360a3152e640", PackageArchive.DigestOf(folder.Path, PackageLimits.Default));
    }

    [Fact]
    public void Version_control_and_what_is_ignored_stay_out()
    {
        using var folder = PackageFolder.Of(PackageFolder.Head);
        foreach (var file in (string[])[".git/config", "sub/.svn/x", "build/out.bin", "sub/build/y", "a.log", "sub/b.log", "docs/x.md", "docs/deep/y.md", "keep/a.txt"])
        {
            folder.Write(file, "x");
        }

        folder.Write(".taskrunnerignore", "# results\n*.log\n/build/\ndocs/**/*.md\n\n");
        using var other = new PackageFolder();
        var target = Path.Combine(other.Path, "t");
        PackageArchive.Unpack(new MemoryStream(Pack(folder.Path).Archive), target, null, PackageLimits.Default, new DiagnosticBag());
        Assert.Equal([".taskrunnerignore", "keep/a.txt", "sub/build/y", "taskrunner.yaml"], Content(target).Keys.Where(k => !k.EndsWith('/')));
    }

    [Fact]
    public void An_archive_built_into_its_own_folder_is_no_part_of_it()
    {
        using var folder = PackageFolder.Of(PackageFolder.Head);
        folder.Write("charts/p-1.0.0.tgz", "a chart");
        folder.Write("data.tgz", "data");
        var before = Pack(folder.Path).Digest;
        folder.Write("p-1.0.0.tgz", "the archive");
        folder.Write("p-2.0.0-rc.1.tgz.part", "");
        Assert.Equal(before, Pack(folder.Path).Digest);
        folder.Write("data.tgz", "other data");
        Assert.NotEqual(before, Pack(folder.Path).Digest);
    }

    [Theory]
    [InlineData("*.log", "a/b.log", true)]
    [InlineData("*.log", "a/b.log/c", false)]
    [InlineData("a/*.log", "a/b.log", true)]
    [InlineData("a/*.log", "x/a/b.log", false)]
    [InlineData("/a", "a", true)]
    [InlineData("**/x", "x", true)]
    [InlineData("a/**/x", "a/x", true)]
    [InlineData("a/**/x", "a/b/c/x", true)]
    [InlineData("a/**/x", "a/b/c/y", false)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("sql/0?-*.sql", "sql/01-a.sql", true)]
    [InlineData("build/", "sub/build/x/y", true)]
    [InlineData("build/", "sub/builds/x", false)]
    public void A_pattern_matches_paths(string pattern, string path, bool matches) => Assert.Equal(matches, PackageGlob.Parse(pattern).Matches(path));

    [Fact]
    public void A_symbolic_link_is_refused_by_name()
    {
        using var folder = PackageFolder.Of(PackageFolder.Head);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "passwd"), "/etc/passwd");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "etc"), "/etc");
        var diagnostics = new DiagnosticBag();
        Assert.Null(PackageReader.Read(folder.Path, ScriptType.Catalog, PackageLimits.Default, diagnostics));
        Assert.Equal(["TR1401 etc /etc", "TR1401 passwd /etc/passwd"], diagnostics.Items.Select(d => $"{d.Code} {string.Join(' ', d.Arguments)}").Order());
        Assert.Null(PackageArchive.Pack(folder.Path, Stream.Null, PackageLimits.Default, new DiagnosticBag()));
    }

    [Fact]
    public void Names_that_another_system_takes_for_the_same_are_refused()
    {
        using var folder = PackageFolder.Of(PackageFolder.Head);
        folder.Write("Readme", "x");
        folder.Write("README", "x");
        var diagnostics = new DiagnosticBag();
        Assert.Null(PackageArchive.Pack(folder.Path, Stream.Null, PackageLimits.Default, diagnostics));
        Assert.Equal("TR1404", Assert.Single(diagnostics.Items).Code);
    }

    [Fact]
    public void An_archive_is_read_as_the_package_it_holds()
    {
        using var folder = PackageFolder.Of(PackageFolder.Head + "tasks: [{name: a, type: shell, spec: {execute: run.sh}}]\n");
        folder.Write("run.sh", "echo\n");
        using var other = new PackageFolder();
        var (archive, digest) = Pack(folder.Path);
        var file = Path.Combine(other.Path, "p.tgz");
        File.WriteAllBytes(file, archive);
        var limits = PackageLimits.Default with { UnpackFolder = Path.Combine(other.Path, "cache") };
        for (var time = 0; time < 2; time++)
        {
            var diagnostics = new DiagnosticBag();
            var package = PackageReader.Read(file, ScriptType.Catalog, limits, diagnostics);
            Assert.True(package is not null, Text(diagnostics));
            Assert.Equal((digest, "a"), (package.Digest.Value, package.Manifest.Tasks[0].Name));
            Assert.Equal(digest, "sha256:" + Path.GetFileName(package.Directory));
        }

        Assert.Single(Directory.EnumerateFileSystemEntries(limits.UnpackFolder));
    }

    [Fact]
    public void Checking_an_archive_leaves_nothing_behind()
    {
        using var folder = PackageFolder.Of(PackageFolder.Head + "tasks: [{name: a, type: shell, spec: {execute: missing.sh}}]\n");
        using var other = new PackageFolder();
        var file = Path.Combine(other.Path, "p.tgz");
        File.WriteAllBytes(file, Pack(folder.Path).Archive);
        var diagnostics = new DiagnosticBag();
        var type = new ScriptType();
        Assert.False(PackageReader.Check(file, new TaskTypeCatalog(type), PackageLimits.Default, diagnostics));
        Assert.Equal($"{file}/taskrunner.yaml:5:48", Assert.Single(diagnostics.Items).Span.ToString());
        Assert.NotNull(type.CheckedIn);
        Assert.False(Directory.Exists(type.CheckedIn));
    }

    internal static (byte[] Archive, string Digest) Pack(string folder)
    {
        var (archive, diagnostics) = (new MemoryStream(), new DiagnosticBag());
        var digest = PackageArchive.Pack(folder, archive, PackageLimits.Default, diagnostics);
        Assert.True(digest is not null, Text(diagnostics));
        return (archive.ToArray(), digest);
    }

    private static string Text(DiagnosticBag diagnostics) => DiagnosticText.Render(diagnostics.Items, MessageCatalogue.English);

    private static void Write(string root, string path, byte[] content)
    {
        var full = Path.Combine(root, path);
        if (!Directory.Exists(full) && !HasFileAbove(root, path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, content);
        }
    }

    private static bool HasFileAbove(string root, string path) =>
        Enumerable.Range(1, path.Count(c => c == '/')).Any(n => File.Exists(Path.Combine(root, string.Join('/', path.Split('/')[..n]))));

    private static SortedDictionary<string, string> Content(string folder)
    {
        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder, entry);
            content.Add(Directory.Exists(entry) ? path + "/" : path, Directory.Exists(entry) ? "" : Convert.ToHexString(File.ReadAllBytes(entry)));
        }

        return content;
    }
}
