using System.Globalization;
using System.Text;

namespace TaskRunner.Cli.Views.Progress;

/// <summary>
/// The lower lines of a terminal, drawn again and again. Each frame is one write that goes back to the first of these lines, puts
/// settled lines there for good and the picture anew below them, and erases only what is left over: nothing flickers, and what
/// was settled scrolls like any output. Lines of the picture are cut at the terminal's width, for a wrapped one would be two.
/// </summary>
internal sealed class LiveScreen(TextWriter writer)
{
    private const string Escape = "\u001b[";
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;

    private readonly StringBuilder _frame = new();
    private int _drawn;

    public static int Width => Size(() => Console.WindowWidth, UsualWidth);

    public static int Height => Size(() => Console.WindowHeight, UsualHeight);

    /// <summary>Hides the cursor.</summary>
    public void Begin() => writer.Write(Escape + "?25l");

    public void End() => writer.Write(Escape + "?25h");

    /// <param name="settled">Written once and left alone; longer ones wrap.</param>
    /// <param name="picture">Replaces the picture before.</param>
    public void Draw(IReadOnlyList<LiveLine> settled, IReadOnlyList<LiveLine> picture)
    {
        _frame.Clear().Append('\r');
        if (_drawn > 0)
        {
            _frame.Append(CultureInfo.InvariantCulture, $"{Escape}{_drawn}A");
        }

        foreach (var line in settled)
        {
            Append(line, int.MaxValue);
        }

        var width = Width - 1;
        foreach (var line in picture)
        {
            Append(line, width);
        }

        writer.Write(_frame.Append(Escape).Append('J').ToString());
        _drawn = picture.Count;
    }

    private void Append(LiveLine line, int width)
    {
        foreach (var (text, colour) in line.Pieces)
        {
            var piece = DisplayWidth.Cut(text, width);
            width -= DisplayWidth.Of(piece);
            _frame.Append(CultureInfo.InvariantCulture, $"{Escape}{colour}m{piece}");
        }

        _frame.Append(Escape).Append('m').Append(Escape).Append("K\n");
    }

    private static int Size(Func<int> ask, int usual)
    {
        try
        {
            return ask() is > 1 and var size ? size : usual;
        }
        catch (IOException)
        {
            return usual; // no terminal to ask
        }
    }
}
