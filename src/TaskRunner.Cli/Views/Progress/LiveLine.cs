using System.Globalization;

namespace TaskRunner.Cli.Views.Progress;

/// <summary>A line of live progress: pieces of text, each with its colour (an SGR number; 0 is the terminal's own).</summary>
internal sealed record LiveLine(params (string Text, int Colour)[] Pieces)
{
    private const int Red = 31;
    private const int Green = 32;
    private const int Yellow = 33;
    private const int Blue = 34;
    private const int Grey = 90;
    private const int BesideBar = 30;
    private const int ShortestBar = 10;
    private const int LongestBar = 40;

    public static LiveLine OfSettled(ProgressLine line)
    {
        var (glyph, colour) = Look(line.Tone);
        return new LiveLine(
            ($"{glyph} ", colour),
            (line.Task is null ? "" : $"{line.Task}  ", line.Tone == Tone.Bad ? colour : 0),
            (line.Text, line.Tone is Tone.Good or Tone.Quiet ? Grey : colour));
    }

    public static LiveLine OfRunning(ProgressLine line, DateTimeOffset now) => new(
        ("● ", Blue),
        ($"{line.Task}  ", 0),
        ($"{line.Text}  {Durations.Of(now - line.At)}", Grey));

    public static LiveLine OfMore(int count) => new((string.Create(CultureInfo.InvariantCulture, $"  … +{count}"), Grey));

    public static LiveLine OfBar(int done, int count, TimeSpan time, int screenWidth)
    {
        var width = Math.Clamp(screenWidth - BesideBar, ShortestBar, LongestBar);
        var filled = count == 0 ? width : (int)((long)width * done / count);
        return new LiveLine(
            (new string('━', filled), Green),
            (new string('━', width - filled), Grey),
            (string.Create(CultureInfo.InvariantCulture, $"  {done}/{count}  {Durations.Of(time)}"), 0));
    }

    private static (string Glyph, int Colour) Look(Tone tone) => tone switch
    {
        Tone.Good => ("✓", Green),
        Tone.Bad => ("✗", Red),
        Tone.Doubt => ("?", Yellow),
        Tone.Undo => ("↺", Yellow),
        Tone.Start => ("●", Blue),
        _ => ("-", Grey),
    };
}
