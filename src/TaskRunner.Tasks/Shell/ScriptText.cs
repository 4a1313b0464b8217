using System.Text;
using System.Text.Unicode;

namespace TaskRunner.Tasks.Shell;

/// <summary>
/// The bytes of a script. A file may carry a payload after its text (self-extracting installers do): the text ends at the
/// first NUL, and a file whose first bytes hold one is no script.
/// </summary>
internal sealed class ScriptText(byte[] bytes)
{
    /// <summary>Most that is read: a script is shorter, and what follows it is payload.</summary>
    public const int Most = 4 << 20;

    private const int WhereTextMustBe = 512;

    private readonly int _length = bytes.AsSpan().IndexOf((byte)0) is >= 0 and var nul ? nul : bytes.Length;

    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, _length);

    public bool IsText => bytes.Length == _length || _length >= WhereTextMustBe;

    public bool IsUtf8 => Utf8.IsValid(Bytes);

    /// <summary>The first line ends with a carriage return, which an interpreter would take as part of its own name.</summary>
    public bool HasDosLines => Bytes.IndexOf((byte)'\n') is > 0 and var end && Bytes[end - 1] == '\r';

    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ScriptText Read(string path)
    {
        using var file = File.OpenHandle(path);
        var buffer = new byte[Math.Min(RandomAccess.GetLength(file), Most)];
        var read = RandomAccess.Read(file, buffer, 0);
        return new ScriptText(read == buffer.Length ? buffer : buffer[..read]);
    }

    /// <summary>
    /// What the <c>#!</c> line names, as the kernel reads it: the program and at most one argument, which may hold blanks.
    /// </summary>
    /// <returns>Empty when there is no such line.</returns>
    public IReadOnlyList<string> Interpreter()
    {
        if (!Bytes.StartsWith("#!"u8))
        {
            return [];
        }

        var end = Bytes.IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(end < 0 ? Bytes[2..] : Bytes[2..end]).Trim(' ', '\t', '\r');
        var blank = line.IndexOfAny([' ', '\t']);
        return line.Length == 0 ? [] : blank < 0 ? [line] : [line[..blank], line[blank..].TrimStart(' ', '\t')];
    }
}
