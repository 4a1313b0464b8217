using System.Runtime.InteropServices;
using TaskRunner.Execution;
using TaskRunner.Journal;

namespace TaskRunner.Cli;

/// <summary>Ctrl-C and SIGTERM in two stages: first nothing new starts and running tasks are asked to end, then they are killed.</summary>
internal sealed class Stopping : IDisposable
{
    private readonly Session _session;
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    public Stopping(Session session)
    {
        _session = session;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
        ];
    }

    public RunControl Control { get; } = new();

    /// <summary>What goes on from here; null while it is not known.</summary>
    public string? Installation { get; set; }

    /// <summary>Shows a line without disturbing a live picture.</summary>
    public Action<string>? Announce { get; set; }

    /// <summary>A signal came: the exit code is 130.</summary>
    public bool WasSignalled => Volatile.Read(ref _signals) > 0;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        var again = Interlocked.Increment(ref _signals) > 1;
        var line = _session.Text(again ? "stop-twice" : "stop-once", Installation ?? "");
        (Announce ?? _session.Error.WriteLine)(line);
        Control.Stop(StopReason.Interrupted, again ? StopStage.Killed : StopStage.Asked, "signal");
    }
}
