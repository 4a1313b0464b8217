using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary>Saved plans as files: one JSON document, readable by its owner only.</summary>
internal static class PlanFiles
{
    public static MapValue Read(string path)
    {
        var source = AnswerFlags.ReadFile(path);
        try
        {
            return JsonReader.ReadTrusted(source.Utf8) as MapValue ?? throw NotAPlan(path);
        }
        catch (JsonException)
        {
            throw NotAPlan(path);
        }
    }

    public static void Write(string path, MapValue plan) =>
        OutFile.Write(path, JsonWriter.ToUtf8(plan, indented: false, SecretForm.Sealed).Span);

    private static RefusedException NotAPlan(string path) => new(RefusalKind.Invalid, "TR8007", path);
}
