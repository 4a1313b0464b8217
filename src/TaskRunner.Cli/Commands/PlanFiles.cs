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

    public static void Write(string path, MapValue plan)
    {
        try
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            file.Write(JsonWriter.ToUtf8(plan, indented: false, SecretForm.Sealed).Span);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Usage, "TR8006", path, e.Message);
        }
    }

    private static RefusedException NotAPlan(string path) => new(RefusalKind.Invalid, "TR8007", path);
}
