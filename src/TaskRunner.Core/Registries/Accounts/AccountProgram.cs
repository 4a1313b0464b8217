using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using TaskRunner.Diagnostics;

namespace TaskRunner.Registries.Accounts;

/// <summary>
/// A program that keeps accounts for docker, <c>docker-credential-HELPER get</c>: the host goes in, JSON with user and secret comes
/// out. What it says when it fails is dropped unless it is the known word for having nothing: it could hold the secret.
/// </summary>
internal sealed class AccountProgram(string helper, IReadOnlyDictionary<string, string> environment)
{
    private const int MostBytes = 1 << 20;
    private const string Nothing = "credentials not found";
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public string Name { get; } = "docker-credential-" + helper;

    /// <returns>Null where it has none for the host.</returns>
    /// <exception cref="RefusedException">It does not start, fails, prints too much or takes too long.</exception>
    public async ValueTask<byte[]?> GetAsync(string host, CancellationToken cancellationToken)
    {
        using var process = Start(host);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await AskAsync(process, host, limit.Token).ConfigureAwait(false);
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, limit.Token);
            var output = await ReadAsync(process.StandardOutput.BaseStream, limit.Token).ConfigureAwait(false);
            if (output.Length > MostBytes)
            {
                throw Refuse(host);
            }

            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            return process.ExitCode == 0 ? output
                : Encoding.UTF8.GetString(output).Contains(Nothing, StringComparison.Ordinal) ? null
                : throw Refuse(host);
        }
        catch (Exception e) when (e is IOException || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw Refuse(host);
        }
        finally
        {
            End(process);
        }
    }

    private static async Task AskAsync(Process process, string host, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(host), cancellationToken).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It knows one account only and does not listen; its answer is looked at all the same.
        }
    }

    private Process Start(string host)
    {
        // A file of the home folder names it: it is a name on the PATH, and not a path.
        if (helper.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw Refuse(host);
        }

        var start = new ProcessStartInfo(OnPath(), ["get"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!; // null only with a shell
        }
        catch (Win32Exception)
        {
            throw Refuse(host);
        }
    }

    private string OnPath() => (environment.GetValueOrDefault("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists) ?? Name;

    private static async Task<byte[]> ReadAsync(Stream from, CancellationToken cancellationToken)
    {
        var (buffer, to) = (new byte[4096], new MemoryStream());
        while (to.Length <= MostBytes && await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            to.Write(buffer, 0, count);
        }

        return to.ToArray();
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

    private RefusedException Refuse(string host) => new(RefusalKind.Invalid, "TR8326", Name, host);
}
