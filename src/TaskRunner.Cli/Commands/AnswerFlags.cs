using System.Collections.Immutable;
using System.CommandLine;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary>The flags answers come by: files, <c>--set</c>, <c>--set-file</c>, <c>--global</c>.</summary>
internal sealed class AnswerFlags(Flags flags)
{
    private readonly Option<string[]> _files = flags.Texts("--file", "-f");
    private readonly Option<string[]> _sets = flags.Texts("--set");
    private readonly Option<string[]> _setFiles = flags.Texts("--set-file");
    private readonly Option<string?> _global = flags.Text("--global");

    public void AddTo(Command command)
    {
        command.Add(_files);
        command.Add(_sets);
        command.Add(_setFiles);
        command.Add(_global);
    }

    /// <summary>Answers in the order they win: files, then <c>--set</c>, then <c>--set-file</c>.</summary>
    public ImmutableArray<AnswerInput> Read(ParseResult parsed) =>
    [
        .. (parsed.GetValue(_files) ?? []).Select(f => new AnswerInput.File(ReadFile(f))),
        .. (parsed.GetValue(_sets) ?? []).Select(s => new AnswerInput.Set(s)),
        .. (parsed.GetValue(_setFiles) ?? []).Select(s => new AnswerInput.SetFile(s)),
    ];

    /// <summary>The same flags for another call of this program.</summary>
    public IEnumerable<string> Words(ParseResult parsed) =>
    [
        .. (parsed.GetValue(_files) ?? []).SelectMany(f => new[] { _files.Name, f }),
        .. (parsed.GetValue(_sets) ?? []).SelectMany(s => new[] { _sets.Name, s }),
        .. (parsed.GetValue(_setFiles) ?? []).SelectMany(s => new[] { _setFiles.Name, s }),
        .. parsed.GetValue(_global) is { } global ? new[] { _global.Name, global } : [],
    ];

    public MapValue? Global(ParseResult parsed) => parsed.GetValue(_global) is { } path ? ReadMap(path) : null;

    /// <summary>A YAML or JSON file (by its name) that holds a map.</summary>
    /// <exception cref="RefusedException">It cannot be read, or is no map.</exception>
    public static MapValue ReadMap(string path)
    {
        var source = ReadFile(path);
        var diagnostics = new DiagnosticBag();
        var value = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? JsonReader.Read(source, diagnostics)
            : YamlReader.Read(source, diagnostics);
        diagnostics.ThrowIfErrors();
        return value switch
        {
            MapValue map => map,
            null or NullValue => MapValue.Empty,
            _ => throw new RefusedException(RefusalKind.Invalid, [new Diagnostic("TR8008", Severity.Error, value.Span, [path])]),
        };
    }

    /// <exception cref="RefusedException">The file is not there or cannot be read.</exception>
    public static SourceText ReadFile(string path)
    {
        try
        {
            return SourceText.FromUtf8(path, path == "-" ? StandardInput() : File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException(RefusalKind.NotFound, "TR8015", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Invalid, "TR8005", path, e.Message);
        }
    }

    private static byte[] StandardInput()
    {
        using var buffer = new MemoryStream();
        using var input = Console.OpenStandardInput();
        input.CopyTo(buffer);
        return buffer.ToArray();
    }
}
