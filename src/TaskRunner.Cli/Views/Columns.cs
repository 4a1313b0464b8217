namespace TaskRunner.Cli.Views;

/// <summary>Rows in aligned columns, two spaces apart; the last column is as wide as it likes. Empty columns at the end vanish.</summary>
internal sealed class Columns(TextWriter writer)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(string indent = "")
    {
        if (_rows.Count == 0)
        {
            return;
        }

        var widths = Enumerable.Range(0, _rows.Max(r => r.Length)).Select(Width).ToArray();
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, i) => i == row.Length - 1 ? cell : DisplayWidth.Pad(cell, widths[i]));
            writer.WriteLine((indent + string.Join("  ", cells)).TrimEnd());
        }
    }

    private int Width(int column) => _rows.Where(r => r.Length > column).Max(r => DisplayWidth.Of(r[column]));
}
