using System.Collections.Immutable;
using System.Text.Json;
using TaskRunner.Cli.Commands;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Cli.Remote;

/// <summary>A server with a name.</summary>
internal sealed record ServerContext(string Name, string Server, string? Token, string? Authority);

/// <summary>The servers a person works with, and which of them is meant when none is named: a file that only its owner reads, for it holds tokens.</summary>
internal sealed record Contexts(string? Current, ImmutableArray<ServerContext> All)
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary><c>TASKRUNNER_CONTEXTS</c>, else below the XDG configuration directory.</summary>
    public static string PathOf(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.GetValueOrDefault("TASKRUNNER_CONTEXTS") is { Length: > 0 } path)
        {
            return path;
        }

        var folder = environment.GetValueOrDefault("XDG_CONFIG_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(environment.GetValueOrDefault("HOME") ?? ".", ".config");
        return Path.Combine(folder, "taskrunner", "contexts.json");
    }

    /// <exception cref="RefusedException">The file is no such file, or others can read it.</exception>
    public static Contexts Load(string path)
    {
        if (!File.Exists(path))
        {
            return new Contexts(null, []);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR8203", path);
        }

        try
        {
            var map = JsonReader.ReadTrusted(AnswerFlags.ReadFile(path).Utf8) as MapValue ?? throw new FormatException();
            var contexts = (map["contexts"] as ListValue)?.Items.OfType<MapValue>() ?? [];
            return new Contexts(Text(map, "current"), [.. contexts.Select(c => new ServerContext(
                Text(c, "name") ?? throw new FormatException(), Text(c, "server") ?? throw new FormatException(), Text(c, "token"), Text(c, "authority")))]);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new RefusedException(RefusalKind.Invalid, "TR8204", path);
        }
    }

    /// <exception cref="RefusedException">It cannot be written.</exception>
    public void Save(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Usage, "TR8006", path, e.Message);
        }

        OutFile.Write(path, JsonWriter.ToUtf8(MapValue.Of(
            ("current", Value.From(Current)),
            ("contexts", new ListValue([.. All.Select(c => (Value)MapValue.Of(
                ("name", Value.From(c.Name)), ("server", Value.From(c.Server)), ("token", Value.From(c.Token)), ("authority", Value.From(c.Authority))))]))), indented: true).Span);
    }

    public ServerContext? Find(string name) => All.FirstOrDefault(c => c.Name == name);

    /// <exception cref="RefusedException">There is none of that name.</exception>
    public ServerContext Require(string name) => Find(name) ?? throw new RefusedException(
        RefusalKind.NotFound, [new Diagnostic("TR8205", Severity.Error, SourceSpan.None, [name]) { DidYouMean = NearestName.Of(name, All.Select(c => c.Name)) }]);

    public Contexts With(ServerContext context) => this with { All = [.. All.Where(c => c.Name != context.Name), context] };

    public Contexts Without(string name) => new(Current == name ? null : Current, All.RemoveAll(c => c.Name == name));

    private static string? Text(MapValue map, string key) => (map[key] as StringValue)?.Text;
}
