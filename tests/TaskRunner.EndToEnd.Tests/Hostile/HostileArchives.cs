namespace TaskRunner.EndToEnd.Tests.Hostile;

/// <summary>Archives that try to get out, to be two things at once, to fill the machine, or that are no archives.</summary>
internal static class HostileArchives
{
    private const int MostEntries = 20_000;

    private static readonly (string Id, string Path)[] Paths =
    [
        ("parent", "../evil"), ("parent-inside", "a/../../evil"), ("parent-many", "../../../../../../../../tmp/taskrunner-evil"), ("parent-end", "a/.."),
        ("parent-alone", ".."), ("absolute", "/tmp/taskrunner-evil"), ("absolute-twice", "//tmp/taskrunner-evil"), ("empty-part", "a//b"), ("dot-part", "a/./b"),
        ("dot-parent", "./../evil"), ("dot-dot-dot", "./a/../../evil"), ("backslash", "..\\evil"), ("drive", "C:\\evil"), ("unc", "\\\\host\\evil"), ("newline", "a\nb"),
        ("return", "a\rb"), ("escape", "\u001b[2Ja"), ("bell", "a\u0007"), ("delete", "a\u007f"), ("not-utf8", "a\u00ff\u00feb"),
        ("overlong-dot", "\u00c0\u00ae\u00c0\u00ae/evil"), ("utf8-surrogate", "a\u00ed\u00a0\u0080b"), ("replacement", "a\u00ef\u00bf\u00bdb"), ("c1-control", "a\u00c2\u0085b"),
        ("bidi-override", "a\u00e2\u0080\u00aegnp.exe"), ("bidi-isolate", "a\u00e2\u0081\u00a6b"), ("line-separator", "a\u00e2\u0080\u00a8b"), ("zero-width", "a\u00e2\u0080\u008bb"),
    ];

    public static IEnumerable<HostileCase> All() =>
        Named().Concat(Kinds()).Concat(Twins()).Concat(Lies()).Concat(Bombs()).Concat(Pax()).Concat(Broken()).Concat(Contents());

    private static IEnumerable<HostileCase> Named()
    {
        foreach (var (id, path) in Paths)
        {
            yield return Of($"path-{id}", TarForge.Package().File(path));
        }

        foreach (var (id, path) in Paths.Take(8))
        {
            yield return Of($"pax-path-{id}", TarForge.Package().PaxFile("path", path));
            yield return Of($"gnu-name-{id}", TarForge.Package().GnuFile(path));
            yield return Of($"folder-{id}", TarForge.Package().Folder(path + "/"));
        }

        yield return Of("prefix-parent", TarForge.Package().Entry("evil"u8.ToArray(), '0', [], h => TarForge.Latin("..").CopyTo(h, 345)));
        yield return Of("prefix-absolute", TarForge.Package().Entry("evil"u8.ToArray(), '0', [], h => TarForge.Latin("/tmp").CopyTo(h, 345)));
        yield return Of("name-empty", TarForge.Package().File(""));
        yield return Of("name-256", TarForge.Package().PaxFile("path", new string('x', 256)));
        yield return Of("path-1100", TarForge.Package().PaxFile("path", string.Join('/', Enumerable.Repeat(new string('x', 99), 11))));
        yield return Of("name-60000", TarForge.Package().GnuFile(new string('x', 60_000)));
    }

    private static IEnumerable<HostileCase> Kinds()
    {
        foreach (var (id, kind, target) in new[]
        {
            ("symlink-out", '2', "../../../etc"), ("symlink-absolute", '2', "/etc/passwd"), ("symlink-self", '2', "way"), ("symlink-inside", '2', "taskrunner.yaml"),
            ("hardlink-out", '1', "../../../etc/passwd"), ("hardlink-absolute", '1', "/etc/passwd"), ("hardlink-inside", '1', "taskrunner.yaml"),
            ("character-device", '3', ""), ("block-device", '4', ""), ("fifo", '6', ""), ("contiguous", '7', ""), ("gnu-sparse", 'S', ""),
            ("gnu-folder", 'D', ""), ("gnu-volume", 'V', ""), ("gnu-next-volume", 'M', ""), ("solaris-acl", 'A', ""), ("vendor", 'Z', ""), ("kind-zero-byte-folder", '\0', ""),
        })
        {
            yield return Of($"kind-{id}", TarForge.Package().Link(kind, id == "kind-zero-byte-folder" ? "way/" : "way", target).File("way/file"));
        }

        yield return Of("symlink-manifest", new TarForge().Link('2', "taskrunner.yaml", "/etc/passwd"));
        yield return Of("symlink-then-through", TarForge.Package().Link('2', "d", "..").File("d/evil"));
        yield return Of("folder-with-content", TarForge.Package().Entry("d/"u8.ToArray(), '5', "hidden"u8.ToArray()).File("d/../../evil"));
        yield return Of("pax-link", TarForge.Package().Pax(TarForge.Record("linkpath", "/etc/passwd")).Link('2', "way", "x"));
        yield return Of("pax-sparse", TarForge.Package().Pax(TarForge.Record("GNU.sparse.major", "1") + TarForge.Record("GNU.sparse.minor", "0") + TarForge.Record("GNU.sparse.name", "../evil") + TarForge.Record("GNU.sparse.realsize", "99999999999")).File("GNUSparseFile.0/x"));
    }

    private static IEnumerable<HostileCase> Twins()
    {
        yield return Of("same-file-twice", TarForge.Package().File("a").File("a"));
        yield return Of("manifest-twice", TarForge.Package().File("taskrunner.yaml", "other: true"));
        yield return Of("file-and-folder", TarForge.Package().File("a").File("a/b"));
        yield return Of("folder-and-file", TarForge.Package().Folder("a/").File("a"));
        yield return Of("folder-twice", TarForge.Package().Folder("a/").Folder("a/"));
        yield return Of("case-twins", TarForge.Package().File("a").File("A"));
        yield return Of("case-twin-folders", TarForge.Package().File("Dir/a").File("dir/b"));
        yield return Of("case-twin-manifest", TarForge.Package().File("TaskRunner.yaml"));
        yield return Of("case-twins-greek", TarForge.Package().File("\u00ce\u00a3").File("\u00cf\u0083"));
        yield return Of("dot-twins", TarForge.Package().File("./a").File("a"));
        yield return Of("both-manifests", TarForge.Package().File("taskrunner.json", "{}"));
    }

    private static IEnumerable<HostileCase> Lies()
    {
        yield return Of("size-more-than-there", TarForge.Package().Lie("a", "00000100000\0"));
        yield return Of("size-600-mib", TarForge.Package().Lie("a", "04540000000\0"));
        yield return Of("size-8-gib", TarForge.Package().Lie("a", "77777777777\0"));
        yield return Of("size-negative", TarForge.Package().Lie("a", "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"));
        yield return Of("size-binary-most", TarForge.Package().Lie("a", "\u0080\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"));
        yield return Of("size-not-octal", TarForge.Package().Lie("a", "00000000009\0"));
        yield return Of("size-words", TarForge.Package().Lie("a", "a few bytes"));
        yield return Of("size-empty-field", TarForge.Package().Lie("a", "\0\0\0\0\0\0\0\0\0\0\0\0", "text"u8.ToArray()));
        yield return Of("size-less-than-there", TarForge.Package().Lie("a", "00000000001\0", new byte[1024]).Raw(new byte[512]).File("b"));
        yield return Of("size-of-long-name-1-gib", TarForge.Package().Lie("././@LongLink", "10000000000\0", kind: 'L'));
        yield return Of("size-of-pax-2-gib", TarForge.Package().Lie("PaxHeader", "17777777777\0", kind: 'x'));
        yield return Of("size-by-pax", TarForge.Package().Pax(TarForge.Record("size", "99999999999")).File("a"));
        yield return Of("size-by-global-pax", TarForge.Package().Pax(TarForge.Record("size", "0"), 'g').File("a"));
        yield return Of("checksum-wrong", TarForge.Package().Entry("a"u8.ToArray(), '0', [], breakChecksum: true));
    }

    private static IEnumerable<HostileCase> Bombs()
    {
        yield return Of("bomb-ratio", TarForge.Package().Entry("zeros"u8.ToArray(), '0', new byte[64 << 20]));
        yield return Of("bomb-ratio-many-files", TarForge.Package().Repeat(64, (t, i) => t.Entry(TarForge.Latin($"z{i}"), '0', new byte[1 << 20])));
        yield return Of("bomb-count", TarForge.Package().Repeat(MostEntries + 1, (t, i) => t.Entry(TarForge.Latin($"f{i}"), '0', [])));
        yield return Of("bomb-count-pax", TarForge.Package().Repeat(2 * MostEntries, (t, _) => t.Pax(TarForge.Record("comment", "x"))).File("a"));
        yield return Of("bomb-count-global-pax", TarForge.Package().Repeat(2 * MostEntries, (t, _) => t.Pax(TarForge.Record("comment", "x"), 'g')).File("a"));
        yield return Of("bomb-depth", TarForge.Package().PaxFile("path", string.Join('/', Enumerable.Repeat("d", 40))));
        yield return Of("bomb-depth-300", TarForge.Package().PaxFile("path", string.Join('/', Enumerable.Repeat("d", 300))));
        yield return Of("bomb-depth-folders", TarForge.Package().Repeat(40, (t, i) => t.Folder(string.Concat(Enumerable.Repeat("d/", i + 1)))));
        yield return HostileCase.Archive("bomb-gzip-in-gzip", TarForge.Gzip(TarForge.Gzip(TarForge.Package().Tar())));
        yield return HostileCase.Archive("bomb-zeros-alone", TarForge.Gzip(new byte[64 << 20]));
        yield return HostileCase.Archive("bomb-after-the-end", TarForge.Gzip([.. TarForge.Package().Tar(), .. new byte[64 << 20]]));
        yield return HostileCase.Archive("bomb-many-members", [.. Enumerable.Repeat(TarForge.Gzip(new byte[1 << 20]), 64).SelectMany(b => b)]);
    }

    private static IEnumerable<HostileCase> Pax()
    {
        foreach (var (id, records) in new[]
        {
            ("short-length", "3 path=../evil\n"), ("long-length", "9999 path=a\n"), ("zero-length", "0 path=a\n"), ("negative-length", "-5 path=a\n"), ("no-length", "path=a\n"),
            ("huge-length", "99999999999999999999 path=a\n"), ("no-equals", "10 pathab\n"), ("no-newline", "9 path=ab"), ("no-key", "6 =ab\n"), ("nul-in-path", "13 path=a\0b\0\n"),
            ("path-twice", TarForge.Record("path", "good") + TarForge.Record("path", "../evil")),
        })
        {
            yield return Of($"pax-{id}", TarForge.Package().Pax(records).File("../evil"));
        }

        yield return Of("pax-65-kib", TarForge.Package().Pax(TarForge.Record("comment", new string('x', 66_000))).File("a"));
        yield return Of("pax-global-path", TarForge.Package().Pax(TarForge.Record("path", "../evil"), 'g').File("/tmp/taskrunner-evil"));
        yield return Of("pax-at-the-end", TarForge.Package().Pax(TarForge.Record("path", "../evil")));
        yield return Of("pax-before-pax", TarForge.Package().Pax(TarForge.Record("path", "../evil")).Pax(TarForge.Record("path", "a")).File("b"));
        yield return Of("gnu-name-at-the-end", TarForge.Package().Entry("././@LongLink"u8.ToArray(), 'L', "../evil\0"u8.ToArray()));
        yield return Of("gnu-name-before-pax", TarForge.Package().Entry("././@LongLink"u8.ToArray(), 'L', "../evil\0"u8.ToArray()).PaxFile("path", "/tmp/taskrunner-evil"));
        yield return Of("gnu-name-chain", TarForge.Package().Repeat(100, (t, _) => t.Entry("././@LongLink"u8.ToArray(), 'L', "../evil\0"u8.ToArray())).File("a"));
        yield return Of("gnu-link-name", TarForge.Package().Entry("././@LongLink"u8.ToArray(), 'K', "/etc/passwd\0"u8.ToArray()).Link('2', "way", "x"));
    }

    private static IEnumerable<HostileCase> Broken()
    {
        var whole = TarForge.Package().File("a", new string('a', 3000)).Gzip();
        foreach (var (id, bytes) in new (string, byte[])[]
        {
            ("empty", []), ("one-byte", [0x1f]), ("magic-alone", [0x1f, 0x8b]), ("header-alone", whole[..10]), ("half", whole[..(whole.Length / 2)]), ("no-trailer", whole[..^8]),
            ("half-trailer", whole[..^3]), ("crc-wrong", Changed(whole, ^8)), ("length-wrong", Changed(whole, ^1)), ("method-wrong", Changed(whole, 2)), ("flags-reserved", Changed(whole, 3, 0xE0)),
            ("extra-field-lies", [.. whole[..3], 4, .. whole[4..10], 0xff, 0xff, .. whole[10..]]), ("name-never-ends", [.. whole[..3], 8, .. whole[4..10], .. Enumerable.Repeat((byte)'a', 4096)]),
            ("body-changed", Changed(whole, whole.Length / 2)), ("body-start-changed", Changed(whole, 11)), ("garbage-after", [.. whole, .. "garbage"u8]), ("second-member-broken", [.. whole, .. whole[..20]]),
            ("zip", [.. "PK\u0003\u0004"u8, .. new byte[60]]), ("bzip2", [.. "BZh91AY&SY"u8, .. new byte[60]]), ("xz", [0xfd, .. "7zXZ\0"u8, .. new byte[60]]), ("plain-tar", TarForge.Package().Tar()),
            ("text", "apiVersion: taskrunner/v1\n"u8.ToArray()), ("random", Random(4096, 1)),
        })
        {
            yield return HostileCase.Archive($"gzip-{id}", bytes);
        }

        var tar = TarForge.Package().Tar();
        yield return HostileCase.Archive("tar-random", TarForge.Gzip(Random(64 << 10, 2)));
        yield return HostileCase.Archive("tar-ones", TarForge.Gzip([.. Enumerable.Repeat((byte)0xff, 2048)]));
        yield return HostileCase.Archive("tar-zip-inside", TarForge.Gzip([.. "PK\u0003\u0004"u8, .. new byte[508]]));
        yield return HostileCase.Archive("tar-half-header", TarForge.Gzip(tar[..300]));
        yield return HostileCase.Archive("tar-half-content", TarForge.Gzip(tar[..600]));
        yield return HostileCase.Archive("tar-hidden-after-end", TarForge.Gzip([.. tar, .. TarForge.Package().Tar()]));
        yield return HostileCase.Archive("tar-zero-block-inside", TarForge.Gzip([.. TarForge.Package().Tar(ends: false), .. new byte[512], .. new TarForge().File("../evil").Tar()]));
        yield return HostileCase.Archive("tar-empty", TarForge.Gzip(new byte[1024]));
        yield return HostileCase.Archive("tar-nothing", TarForge.Gzip([]));
    }

    private static IEnumerable<HostileCase> Contents()
    {
        yield return Of("no-manifest", new TarForge().File("readme"));
        yield return Of("manifest-is-folder", new TarForge().Folder("taskrunner.yaml/"));
        yield return Of("manifest-below", new TarForge().File("shop/taskrunner.yaml", HostileManifests.Good));
        yield return Of("manifest-empty", new TarForge().File("taskrunner.yaml", ""));
        yield return Of("manifest-binary", new TarForge().Entry("taskrunner.yaml"u8.ToArray(), '0', Random(4096, 3)));
        yield return Of("manifest-5-mib", new TarForge().File("taskrunner.yaml", HostileManifests.Good + "# " + string.Concat(Enumerable.Range(0, 700_000).Select(i => $"{i * 7919L % 999_983} "))));
    }

    private static HostileCase Of(string id, TarForge tar) => HostileCase.Archive(id, tar.Gzip());

    private static byte[] Changed(byte[] bytes, Index at, byte bits = 0x55)
    {
        var changed = (byte[])bytes.Clone();
        changed[at] ^= bits;
        return changed;
    }

    private static byte[] Random(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
