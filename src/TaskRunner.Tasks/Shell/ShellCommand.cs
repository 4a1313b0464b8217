using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Shell;

/// <summary>
/// The argument list of a script: interpreter, script file, arguments. As the script's path is absolute, no interpreter takes
/// an argument after it for an option of its own; data never becomes program text.
/// </summary>
internal sealed record ShellCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <exception cref="RefusedException">The script cannot be read, or an argument is null.</exception>
    public static ShellCommand Of(MapValue spec, ShellAction action, string scriptPath)
    {
        var interpreter = Interpreter(spec, action, scriptPath);
        return new ShellCommand(interpreter[0], [.. interpreter.Skip(1), scriptPath, .. ArgumentsOf(spec)]);
    }

    /// <summary>Text as it is, everything else as compact JSON.</summary>
    public static string TextOf(Value value) => value is StringValue text ? text.Text : JsonWriter.ToText(value);

    private static IReadOnlyList<string> Interpreter(MapValue spec, ShellAction action, string scriptPath)
    {
        switch (spec["shell"])
        {
            case StringValue text when text.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words:
                return words;
            case ListValue { Items.Length: > 0 } list:
                return [.. list.Items.Select(TextOf)];
        }

        var (script, otherwise) = action is ShellAction.Inline inline
            ? (new ScriptText(Encoding.UTF8.GetBytes(inline.Text)), (string[])["sh", "-e"])
            : (ReadScript(scriptPath), ["sh"]);
        return script.Interpreter() is { Count: > 0 } named ? named : otherwise;
    }

    private static ScriptText ReadScript(string path)
    {
        try
        {
            return ScriptText.Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Invalid, "TR9010", path, e.Message);
        }
    }

    private static IEnumerable<string> ArgumentsOf(MapValue spec)
    {
        var items = spec["args"] is ListValue list ? list.Items : [];
        return items.Select((item, i) => item is NullValue
            ? throw new RefusedException(RefusalKind.Invalid, "TR9011", $"{i}")
            : TextOf(item));
    }
}
