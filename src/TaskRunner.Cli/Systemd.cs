using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace TaskRunner.Cli;

/// <summary>
/// Tells systemd how a service of its stands (<c>sd_notify(3)</c>): a datagram to the socket it names. Under nobody who listens it does nothing.
/// </summary>
internal sealed class Systemd(IReadOnlyDictionary<string, string> environment)
{
    /// <summary>What is between systemd and this process alone; what this process starts must not speak for it.</summary>
    public static IReadOnlyList<string> OwnVariables { get; } = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"];

    private readonly string _socket = environment.GetValueOrDefault("NOTIFY_SOCKET", "");

    /// <summary>How often it wants to hear that we live; null: it does not.</summary>
    public TimeSpan? Watchdog { get; } = IntervalOf(environment);

    /// <summary>It can be used.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>It has begun to end.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <summary>It lives, as long as the question is answered; one that hangs, or says no for long, is started anew.</summary>
    public async Task PulseAsync(Func<CancellationToken, ValueTask<bool>> question, CancellationToken stop)
    {
        if (Watchdog is not { } interval)
        {
            return;
        }

        using var timer = new PeriodicTimer(interval / 2);
        while (!stop.IsCancellationRequested)
        {
            if (await question(stop).ConfigureAwait(false))
            {
                Send("WATCHDOG=1");
            }

            await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
        }
    }

    private static TimeSpan? IntervalOf(IReadOnlyDictionary<string, string> environment)
    {
        var isOurs = environment.GetValueOrDefault("WATCHDOG_PID") is null or "" || environment["WATCHDOG_PID"] == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return isOurs && long.TryParse(environment.GetValueOrDefault("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
    }

    private void Send(string state)
    {
        if (_socket is not ['/' or '@', ..])
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            var address = _socket[0] == '@' ? "\0" + _socket[1..] : _socket; // the abstract namespace
            socket.SendTo(Encoding.ASCII.GetBytes(state), new UnixDomainSocketEndPoint(address));
        }
        catch (SocketException)
        {
            // Nobody listens any more: the service goes on all the same.
        }
    }
}
