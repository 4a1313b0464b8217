namespace TaskRunner.EndToEnd.Tests;

/// <summary>Looks at the command lines of all processes again and again, and keeps each it saw once.</summary>
internal sealed class CommandLines : IDisposable
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    public CommandLines()
    {
        _thread = new Thread(Look) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Ends looking.</summary>
    public IReadOnlyCollection<string> Stop()
    {
        _stop.Cancel();
        _thread.Join();
        return _seen;
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }

    private void Look()
    {
        while (!_stop.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(3)))
        {
            foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(f[6])))
            {
                try
                {
                    _seen.Add(File.ReadAllText(Path.Combine(folder, "cmdline")));
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It ended between the two looks.
                }
            }
        }
    }
}
