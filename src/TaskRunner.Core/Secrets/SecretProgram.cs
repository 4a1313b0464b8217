using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using TaskRunner.Diagnostics;

namespace TaskRunner.Secrets;

/// <summary>
/// Runs the program of an <c>$exec</c> reference and takes what it prints. Its error output is read and dropped: it could repeat the
/// secret, and messages hold none. The message names the command instead, for a person to try.
/// </summary>
internal sealed class SecretProgram(TimeSpan timeout, int mostBytes)
{
    /// <summary>How long the output of an ended program is waited for: something it started may keep the pipe open for good.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    /// <exception cref="RefusedException">It does not start, fails, prints too much, or takes too long.</exception>
    public async ValueTask<byte[]> RunAsync(ImmutableArray<string> arguments, CancellationToken cancellationToken)
    {
        var command = string.Join(' ', arguments);
        using var process = Start(arguments, command);
        using var output = new MemoryStream();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            process.StandardInput.Close();
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, limit.Token);
            var reading = ReadAsync(process.StandardOutput.BaseStream, output, limit.Token);
            var ended = process.WaitForExitAsync(limit.Token);
            if (await Task.WhenAny(reading, ended) == reading && await reading > mostBytes)
            {
                throw Refuse("TR7048", command, mostBytes);
            }

            await ended;
            await Task.WhenAny(Task.WhenAll(reading, errors), Task.Delay(Drain, limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refuse("TR7047", command, (int)timeout.TotalSeconds);
        }
        finally
        {
            End(process);
        }

        return process.ExitCode != 0 ? throw Refuse("TR7046", command, process.ExitCode)
            : output.Length > mostBytes ? throw Refuse("TR7048", command, mostBytes)
            : output.ToArray();
    }

    private static Process Start(ImmutableArray<string> arguments, string command)
    {
        var start = new ProcessStartInfo(arguments[0], arguments.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!; // null only with a shell
        }
        catch (Win32Exception e)
        {
            throw new RefusedException(RefusalKind.NotFound, "TR7045", command, e.Message);
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    private async Task<long> ReadAsync(Stream from, MemoryStream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        while (to.Length <= mostBytes && await from.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            to.Write(buffer, 0, count);
        }

        return to.Length;
    }

    private static RefusedException Refuse(string code, string command, int figure) =>
        new(RefusalKind.Invalid, code, command, figure.ToString(CultureInfo.InvariantCulture));
}
