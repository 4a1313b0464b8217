using System.Globalization;
using TaskRunner.Tasks.Processes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>
/// A point of the protocol at which a supervisor stops itself, so that a test can kill it, its runner, or both just there. The
/// composition root hands it in; nothing else asks for it.
/// </summary>
internal sealed class PausePoint(string point, int number)
{
    private int _reached;

    /// <param name="text"><c>POINT:N</c>, the N-th time from 1 on; null: never.</param>
    public static PausePoint? Parse(string? text) =>
        text?.Split(':') is [var point, var number] ? new PausePoint(point, int.Parse(number, CultureInfo.InvariantCulture)) : null;

    public void Reach(string reached)
    {
        if (reached == point && ++_reached == number)
        {
            Libc.StopThisProcess();
        }
    }
}
