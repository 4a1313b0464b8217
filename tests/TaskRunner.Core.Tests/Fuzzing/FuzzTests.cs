using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using TaskRunner.Configuration;
using TaskRunner.Core.Tests.Packages;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Journal;
using TaskRunner.Packages;
using TaskRunner.Stores;
using TaskRunner.Values;
using static TaskRunner.Core.Tests.Configuration.Sample;

namespace TaskRunner.Core.Tests.Fuzzing;

/// <summary>
/// Mutated inputs for every reader of what comes from outside: each is read or refused, in time, without any other exception. A failure
/// names its round: <c>TASKRUNNER_SEED=n TASKRUNNER_ROUND=m</c> runs it alone; <c>TASKRUNNER_FUZZ=k</c> makes k times as many.
/// </summary>
public sealed class FuzzTests(FuzzCount count, ITestOutputHelper log) : IClassFixture<FuzzCount>
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    private static readonly MapValue Scope = (MapValue)JsonReader.ReadTrusted("""
        {"config": {"a": 1, "b": "text", "list": [1, "2", null, {"x": true}], "version": "1.2.3"}, "global": {"database": {"kind": "cloud"}},
         "package": {"name": "p", "version": "2.0.0", "config": {"domain": "d"}}, "installation": {"name": "i", "operation": "install", "fromVersion": null, "outputs": {}},
         "services": {"db": {"version": "15.1.0"}}, "tasks": {"a": {"outputs": {"b": "c"}, "state": "succeeded"}}, "run": {"id": "r"}, "each": {"key": "k", "value": 3}}
        """u8);

    private static readonly TaskRunner.Model.PackageManifest Asked = Package(
        Properties("""
            name: {type: string, maxLength: 5, pattern: '^[a-z]+$'}
            count: {type: integer, minimum: 1, x-when: config.name != 'x'}
            secret: {type: string, x-secret: true}
            list: {type: array, items: {type: object, required: [a], properties: {a: {type: string}}}}
            one: {oneOf: [{type: object, required: [k], properties: {k: {enum: [a]}}}, {type: object, required: [n], properties: {n: {type: integer}}}]}
            """),
        null,
        Task("t", Properties("secret: {type: string, x-secret: true}")));

    [Fact]
    public void Expressions_are_read_and_evaluated_or_refused() => Fuzz(520_000, Corpus.Expressions, bytes =>
    {
        var diagnostics = new DiagnosticBag();
        var expression = Expression.Parse(Encoding.UTF8.GetString(bytes), SourceSpan.None, diagnostics);
        Assert.Equal(expression is null, diagnostics.HasErrors);
        try
        {
            expression?.Evaluate(Scope);
        }
        catch (ExpressionException)
        {
            // The documented kind.
        }
    });

    [Fact]
    public void Journal_records_are_read_or_refused() => Fuzz(300_000, Corpus.Records, bytes =>
    {
        var blank = bytes.AsSpan().IndexOf((byte)' ');
        var kind = blank < 0 ? "" : Encoding.UTF8.GetString(bytes.AsSpan(0, blank));
        try
        {
            RunEventCodec.Read(new JournalRecord(1, 1, Guid.Empty, kind, bytes.AsMemory(blank + 1)));
        }
        catch (RefusedException)
        {
            // The documented kind.
        }
    });

    [Fact]
    public void Yaml_and_Json_are_read_or_refused() => Fuzz(90_000, Corpus.Manifests, bytes =>
    {
        foreach (var read in new Func<SourceText, DiagnosticBag, Value?>[] { (s, d) => YamlReader.Read(s, d), (s, d) => JsonReader.Read(s, d) })
        {
            var diagnostics = new DiagnosticBag();
            Assert.Equal(read(SourceText.FromUtf8("any", bytes), diagnostics) is null, diagnostics.HasErrors);
            _ = DiagnosticText.Render(diagnostics.Items.Take(3), MessageCatalogue.English);
        }
    });

    [Fact]
    public void Schemas_are_loaded_and_applied_or_refused() => Fuzz(60_000, Corpus.Manifests, bytes =>
    {
        var diagnostics = new DiagnosticBag();
        var document = YamlReader.Read(SourceText.FromUtf8("any", bytes), diagnostics);
        foreach (var schema in document is null ? [] : SchemasIn(document, 0).Take(4))
        {
            var problems = new DiagnosticBag();
            var loaded = TaskRunner.Schemas.Schema.Load(schema, problems);
            Assert.Equal(loaded is null, problems.HasErrors);
            _ = loaded?.Evaluate(Scope["config"]!);
            _ = loaded?.Evaluate(document!);
        }
    });

    [Fact]
    public void Answers_are_resolved_or_refused() => Fuzz(30_000, Answers(), bytes =>
        Assert.NotNull(Resolve(Asked, File(Encoding.UTF8.GetString(bytes)), Set(Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(30, bytes.Length)))))));

    [Fact]
    public void Manifests_are_read_or_refused()
    {
        using var folder = new PackageFolder();
        Fuzz(15_000, Corpus.Manifests, bytes =>
        {
            System.IO.File.WriteAllBytes(Path.Combine(folder.Path, "taskrunner.yaml"), bytes);
            var diagnostics = new DiagnosticBag();
            Assert.Equal(PackageReader.Read(folder.Path, ScriptType.Catalog, PackageLimits.Default, diagnostics) is null, diagnostics.HasErrors);
        });
    }

    [Fact]
    public void Archives_are_unpacked_or_refused_and_write_nowhere_else()
    {
        using var folder = new PackageFolder();
        var target = Path.Combine(folder.Path, "t");
        Fuzz(40_000, Archives(), bytes =>
        {
            var archive = new MemoryStream();
            using (var gzip = new GZipStream(archive, CompressionLevel.NoCompression, leaveOpen: true))
            {
                gzip.Write(bytes);
            }

            archive.Position = 0;
            var diagnostics = new DiagnosticBag();
            Assert.NotEqual(PackageArchive.Unpack(archive, target, null, PackageLimits.Default, diagnostics), diagnostics.HasErrors);
            Assert.All(Directory.GetFileSystemEntries(folder.Path), e => Assert.Equal(target, e));
            if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: true);
            }
        });
    }

    private static IReadOnlyList<byte[]> Answers() =>
    [
        "config:\n  name: abc\n  count: 3\n  secret: {$env: HOME}\n  list:\n    - a: x\n  one: {k: a}\ntasks:\n  t:\n    secret: |\n      line\n"u8.ToArray(),
        "config.name=abc\nconfig.list[0].a=1"u8.ToArray(),
        .. Corpus.Manifests.Take(20),
    ];

    private static List<byte[]> Archives()
    {
        var archives = new List<byte[]>();
        foreach (var format in new[] { TarEntryFormat.Pax, TarEntryFormat.Ustar, TarEntryFormat.Gnu, TarEntryFormat.V7 })
        {
            var tar = new MemoryStream();
            using (var writer = new TarWriter(tar, format, leaveOpen: true))
            {
                foreach (var name in new[] { "taskrunner.yaml", "scripts/a.sh", format is TarEntryFormat.Pax or TarEntryFormat.Gnu ? new string('n', 120) : "short" })
                {
                    using var content = new MemoryStream(Encoding.UTF8.GetBytes(name));
                    var entry = format switch
                    {
                        TarEntryFormat.Pax => (TarEntry)new PaxTarEntry(TarEntryType.RegularFile, name),
                        TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                        TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                        _ => new V7TarEntry(TarEntryType.V7RegularFile, name),
                    };
                    entry.DataStream = content;
                    writer.WriteEntry(entry);
                }
            }

            archives.Add(tar.ToArray());
        }

        return archives;
    }

    /// <summary>Everything that stands where a schema may, and what stands in it.</summary>
    private static IEnumerable<Value> SchemasIn(Value value, int depth) => value switch
    {
        MapValue map when depth < 40 => map.Entries.SelectMany(e => e.Key is "openAPIV3Schema" or "outputs" or "properties"
            ? SchemasIn(e.Value, depth + 1).Prepend(e.Value)
            : SchemasIn(e.Value, depth + 1)),
        ListValue list when depth < 40 => list.Items.SelectMany(i => SchemasIn(i, depth + 1)),
        _ => [],
    };

    private static TimeSpan Takes(Action<byte[]> read, byte[] bytes)
    {
        var start = Stopwatch.GetTimestamp();
        read(bytes);
        return Stopwatch.GetElapsedTime(start);
    }

    private void Fuzz(int rounds, IReadOnlyList<byte[]> corpus, Action<byte[]> read, [CallerMemberName] string reader = "")
    {
        var executions = 0L;
        var seed = Number("TASKRUNNER_SEED") ?? Random.Shared.Next();
        var only = Number("TASKRUNNER_ROUND");
        for (var round = only ?? 0; round <= (only ?? (rounds * (Number("TASKRUNNER_FUZZ") ?? 1)) - 1); round++)
        {
            // Each round has a generator of its own, so that it can be run alone.
            var bytes = Mutation.Of(corpus, new Random(HashCode(seed, round)));
            try
            {
                // One that is slow only once waited for the machine.
                Assert.True(Takes(read, bytes) < Budget || Takes(read, bytes) < Budget || Takes(read, bytes) < Budget, $"took more than {Budget} three times");
                executions++;
            }
            catch (Exception e)
            {
                Assert.Fail($"TASKRUNNER_SEED={seed} TASKRUNNER_ROUND={round}: {e}\n{Encoding.UTF8.GetString(bytes)}");
            }
        }

        log.WriteLine($"{executions} executions, TASKRUNNER_SEED={seed}");
        if (only is null)
        {
            count.Add(reader.Split('_')[0].ToLowerInvariant(), executions);
        }
    }

    /// <summary>The same in every process, unlike the framework's.</summary>
    private static int HashCode(int seed, int round) => unchecked((seed * 486_187_739) + (round * 16_777_619));

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
