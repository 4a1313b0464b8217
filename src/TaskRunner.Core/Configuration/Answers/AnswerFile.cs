using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Answers;

/// <summary>Reads the files a person answers with from disk.</summary>
public static class AnswerFile
{
    /// <summary>Most bytes of a file of answers; the same as of a manifest.</summary>
    public const int MaxBytes = 4 << 20;

    /// <param name="path">As the person gave it.</param>
    /// <param name="diagnostics">Gets the error when the file cannot be read.</param>
    /// <returns>The file's bytes under its name, or null.</returns>
    public static SourceText? Read(string path, DiagnosticBag diagnostics) =>
        ReadBytes(path, SourceSpan.None, diagnostics) is { } bytes ? SourceText.FromUtf8(path, bytes) : null;

    /// <param name="assignment"><c>PATH=FILE</c>, as after <c>--set-file</c>.</param>
    /// <param name="diagnostics">Gets the error when the file cannot be read.</param>
    /// <returns>The file's whole text, or null.</returns>
    public static string? ReadAssigned(string assignment, DiagnosticBag diagnostics)
    {
        var start = assignment.IndexOf('=', StringComparison.Ordinal) + 1;
        var span = new SourceSpan(SourceText.FromString("--set-file", assignment), start, assignment.Length);
        return ReadText(assignment[start..], span, diagnostics)?.Text;
    }

    /// <summary>The whole text of a file, to be an answer as it stands.</summary>
    internal static SourceText? ReadText(string path, SourceSpan span, DiagnosticBag diagnostics)
    {
        if (ReadBytes(path, span, diagnostics) is not { } bytes)
        {
            return null;
        }

        try
        {
            return SourceText.FromString(path, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            diagnostics.Error("TR3023", span, path);
            return null;
        }
    }

    private static byte[]? ReadBytes(string path, SourceSpan span, DiagnosticBag diagnostics)
    {
        try
        {
            if (Directory.Exists(path))
            {
                diagnostics.Error("TR3021", span, path);
                return null;
            }

            using var stream = File.OpenRead(path);
            var bytes = ReadBounded(stream);
            if (bytes is null)
            {
                diagnostics.Error("TR3022", span, path, $"{MaxBytes >> 20}");
            }

            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var isMissing = e is FileNotFoundException or DirectoryNotFoundException;
            diagnostics.Error(isMissing ? "TR3020" : "TR3024", span, path, isMissing ? "" : e.Message);
            return null;
        }
    }

    /// <summary>Counts as it reads: a pipe has no length to ask for.</summary>
    private static byte[]? ReadBounded(Stream stream)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            all.Write(buffer, 0, read);
            if (all.Length > MaxBytes)
            {
                return null;
            }
        }

        return all.ToArray();
    }
}
