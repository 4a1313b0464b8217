namespace TaskRunner.Cli.Views.Progress;

/// <summary>How a line feels; the views choose glyph and colour from it.</summary>
internal enum Tone
{
    Start,
    Good,
    Bad,
    Doubt,
    Quiet,
    Undo,
}
