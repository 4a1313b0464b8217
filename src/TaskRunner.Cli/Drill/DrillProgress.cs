using System.Globalization;
using TaskRunner.Cli.Views;

namespace TaskRunner.Cli.Drill;

/// <summary>How far a drill is, on standard error: a line that is written over on a terminal, a line each quarter elsewhere.</summary>
internal sealed class DrillProgress(Session session)
{
    private const int Quarters = 4;
    private const string Over = "\r\u001b[K";

    private int _count;
    private int _done;

    private bool IsLive => session.UseColour;

    public void Say(string key) => session.Error.WriteLine(session.Text(key));

    public void Begin(string key, int count, TimeSpan once)
    {
        (_count, _done) = (count, 0);
        session.Error.WriteLine(session.Text(key, Number(count), Durations.Of(once * count)));
    }

    public void Next()
    {
        _done++;
        if (IsLive)
        {
            session.Error.Write(Over + session.Text("drill-progress", Number(_done), Number(_count)));
        }
        else if (_done > 1 && (_done - 1) * Quarters / _count != (_done - 2) * Quarters / _count)
        {
            session.Error.WriteLine(session.Text("drill-progress", Number(_done - 1), Number(_count)));
        }
    }

    public void Found(Finding finding)
    {
        if (finding.Kind is not (FindingKind.Asks or FindingKind.File))
        {
            Clear();
            session.Error.WriteLine(session.Text("drill-found", new DrillWords(session).What(finding)));
        }
    }

    public void End() => Clear();

    private void Clear()
    {
        if (IsLive)
        {
            session.Error.Write(Over);
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
