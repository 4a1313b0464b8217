using System.Runtime.CompilerServices;
using TaskRunner.Diagnostics;
using TaskRunner.Packages;
using TaskRunner.Packages.Reading;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Packages;

public sealed class PackageSchemaTests
{
    private static readonly MapValue Document = PackageSchema.Document;

    public static TheoryData<string> Examples =>
        [.. Directory.EnumerateFiles(Path.Combine(Root(), "examples"), "taskrunner.yaml", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Root(), f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_valid_by_the_schema(string file)
    {
        var manifest = YamlReader.Read(SourceText.FromString(file, File.ReadAllText(Path.Combine(Root(), file))), new DiagnosticBag())!;
        Assert.Equal("", DiagnosticText.Render(Load().Evaluate(manifest).Errors, MessageCatalogue.English));
    }

    /// <summary>Editors find the schema where the examples' first line says; <c>taskrunner schema package</c> writes it.</summary>
    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_names_the_schema_that_the_tool_prints(string file)
    {
        var first = File.ReadLines(Path.Combine(Root(), file)).First();
        const string Marker = "# yaml-language-server: $schema=";
        Assert.StartsWith(Marker, first, StringComparison.Ordinal);
        var schema = Path.Combine(Root(), Path.GetDirectoryName(file)!, first[Marker.Length..]);
        Assert.Equal(PackageSchema.Text, File.ReadAllText(schema));
    }

    [Fact]
    public void The_schema_knows_the_keys_that_the_reader_knows_and_no_other()
    {
        Assert.Equal(ManifestReader.Keys.Order(), Keys(Document));
        var common = Keys(At("$defs", "common"));
        Assert.Equal(TaskReader.Keys.Order(), common.Concat(Keys(At("$defs", "task"))).Order());
        Assert.Equal(TaskReader.DefinitionKeys.Order(), common);
        Assert.Equal(ModeReader.Keys.Order(), Keys(At("$defs", "mode")));
    }

    /// <summary>What the schema refuses the reader refuses too: an editor must not complain where the tool does not.</summary>
    [Theory]
    [InlineData("tasks: [{name: a, type: shell, spec: {run: x}, idempotnt: true}]")]
    [InlineData("tasks: [{name: A, type: shell, spec: {run: x}}]")]
    [InlineData("tasks: [{name: a, type: shell, spec: {run: x}, retry: {backoff: 1s}}]")]
    [InlineData("tasks: [{name: a, type: shell, spec: {run: x}, needs: [{on: failed}]}]")]
    [InlineData("edges: [{from: a}]")]
    [InlineData("onFailure: {rollback: some}")]
    [InlineData("config: {type: object}")]
    [InlineData("tsks: []")]
    public void What_it_refuses_the_reader_refuses(string body)
    {
        var manifest = YamlReader.Read(SourceText.FromString("f", PackageFolder.Head + body + "\n"), new DiagnosticBag())!;
        Assert.False(Load().Evaluate(manifest).IsValid);
        Assert.NotEmpty(PackageFolder.Codes(body + "\n"));
    }

    private static Schema Load()
    {
        var diagnostics = new DiagnosticBag();
        var schema = Schema.Load(Document, diagnostics);
        Assert.True(schema is not null && diagnostics.Count == 0, DiagnosticText.Render(diagnostics.Items, MessageCatalogue.English));
        return schema;
    }

    private static MapValue At(string first, string second) => (MapValue)((MapValue)Document[first]!)[second]!;

    private static IEnumerable<string> Keys(MapValue schema) => schema["properties"] is MapValue map ? map.Entries.Select(e => e.Key).Order() : [];

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
