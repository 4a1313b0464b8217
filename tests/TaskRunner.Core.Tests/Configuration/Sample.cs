using System.Collections.Immutable;
using Semver;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Configuration;

/// <summary>Packages and answers of the tests, written as a person writes them.</summary>
internal static class Sample
{
    public static Schema Schema(string yaml)
    {
        var diagnostics = new DiagnosticBag();
        var schema = TaskRunner.Schemas.Schema.Load(Yaml(yaml), diagnostics);
        Assert.True(schema is not null, Text(diagnostics.Items));
        return schema;
    }

    /// <summary>A schema of an object by its properties; a name with a star is required.</summary>
    public static Schema Properties(string yaml)
    {
        var properties = (MapValue)Yaml(yaml);
        var required = properties.Entries.Where(e => e.Key.EndsWith('*')).Select(e => Value.From(e.Key[..^1]));
        var document = MapValue.Of(
            ("type", Value.From("object")),
            ("properties", new MapValue([.. properties.Entries.Select(e => e with { Key = e.Key.TrimEnd('*') })])));
        document = required.Any() ? document.With("required", new ListValue([.. required])) : document;
        var diagnostics = new DiagnosticBag();
        var schema = TaskRunner.Schemas.Schema.Load(document, diagnostics);
        Assert.True(schema is not null, Text(diagnostics.Items));
        return schema;
    }

    public static PackageManifest Package(Schema? config = null, Schema? global = null, params ReadOnlySpan<TaskDefinition> tasks) => new()
    {
        Name = "shop",
        Version = SemVersion.Parse("2.4.0", SemVersionStyles.Strict),
        Config = config,
        Global = global,
        Tasks = [.. tasks],
    };

    public static TaskDefinition Task(string name, Schema? config = null, params ReadOnlySpan<ModeDefinition> modes) =>
        new() { Name = name, Type = "shell", Config = config, Modes = [.. modes] };

    public static ModeDefinition Mode(string name, string when, Schema? config, bool outputOnly = false) => new()
    {
        Name = name,
        When = Expression.Parse(when, SourceSpan.None, new DiagnosticBag())!,
        Effective = new TaskDefinition { Name = "t", Type = "shell", Config = config },
        OutputOnly = outputOnly,
    };

    public static Value Yaml(string text)
    {
        var diagnostics = new DiagnosticBag();
        var value = YamlReader.Read(SourceText.FromString("test.yaml", text), diagnostics);
        Assert.True(value is not null, Text(diagnostics.Items));
        return value;
    }

    public static AnswerInput File(string text, string name = "answers.yaml") => new AnswerInput.File(SourceText.FromString(name, text));

    public static AnswerInput Set(string text) => new AnswerInput.Set(text);

    public static ResolvedConfiguration Resolve(PackageManifest package, params ReadOnlySpan<AnswerInput> inputs) =>
        Resolve(new ConfigurationRequest { Package = package, Inputs = [.. inputs] });

    public static ResolvedConfiguration Resolve(ConfigurationRequest request) => ConfigurationResolver.Resolve(request, new OpenVault());

    public static string Text(IEnumerable<Diagnostic> diagnostics) => DiagnosticText.Render(diagnostics, MessageCatalogue.English);

    public static string Codes(this ResolvedConfiguration resolved) => string.Join(' ', resolved.Diagnostics.Select(d => d.Code));

    /// <summary>The package's own values as JSON, after making sure that nothing is wrong.</summary>
    public static string Config(this ResolvedConfiguration resolved)
    {
        Assert.False(resolved.HasErrors, Text(resolved.Diagnostics));
        return resolved.Package.Config.ToString();
    }

    public static string Errors(this ResolvedConfiguration resolved) => Text(resolved.Diagnostics);
}
