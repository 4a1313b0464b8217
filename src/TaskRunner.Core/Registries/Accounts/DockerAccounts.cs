using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Registries.Accounts;

/// <summary>
/// Accounts as <c>docker login</c> and its kin keep them: <c>config.json</c> in <c>DOCKER_CONFIG</c>, else in <c>~/.docker</c>, with the
/// helper programs it names. Docker asks the helper of the host first, then the one for all, then the file itself; so does this.
/// </summary>
internal sealed class DockerAccounts(IReadOnlyDictionary<string, string> environment)
{
    private const int MostBytes = 4 << 20;

    /// <summary>What a helper gives as the user when its secret is a token.</summary>
    private const string TokenUser = "<token>";

    /// <returns>Null where nobody has an account for this host.</returns>
    /// <exception cref="RefusedException">The file cannot be read, or a helper program fails.</exception>
    public async ValueTask<RegistryAccount?> FindAsync(string host, CancellationToken cancellationToken)
    {
        if (Path() is not { } path || !File.Exists(path))
        {
            return null;
        }

        var config = Read(path);
        foreach (var name in NamesOf(host))
        {
            var helper = (config["credHelpers"] as MapValue)?[name] is StringValue one ? one.Text : (config["credsStore"] as StringValue)?.Text;
            if (helper is { Length: > 0 } && await AskAsync(helper, name, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }
        }

        return config["auths"] is MapValue accounts
            ? accounts.Entries.Where(e => NamesOf(host).Contains(HostOf(e.Key))).Select(e => Of(e.Value as MapValue, path)).FirstOrDefault(a => a is not null)
            : null;
    }

    private string? Path() => environment.GetValueOrDefault("DOCKER_CONFIG") is { Length: > 0 } folder ? System.IO.Path.Combine(folder, "config.json")
        : environment.GetValueOrDefault("HOME") is { Length: > 0 } home ? System.IO.Path.Combine(home, ".docker", "config.json")
        : null;

    private static MapValue Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = file.Length <= MostBytes ? new byte[file.Length] : throw new RefusedException(RefusalKind.Invalid, "TR8324", path);
            file.ReadExactly(bytes);
            // What is wrong in it is not shown: it holds passwords.
            return JsonReader.Read(SourceText.FromUtf8(path, bytes), new DiagnosticBag()) as MapValue ?? throw new RefusedException(RefusalKind.Invalid, "TR8324", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Invalid, "TR8325", path, e.Message);
        }
    }

    /// <summary>Docker Hub is known by the address it had first.</summary>
    private static string[] NamesOf(string host) => host is "docker.io" or "registry-1.docker.io" ? ["https://index.docker.io/v1/", "index.docker.io", "docker.io", host] : [host];

    /// <summary>Keys may be addresses: <c>https://HOST/v1/</c>.</summary>
    private static string HostOf(string key)
    {
        var rest = key.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? key[(scheme + 3)..] : key;
        return rest.IndexOf('/') is >= 0 and var slash ? rest[..slash] : rest;
    }

    private static RegistryAccount? Of(MapValue? entry, string path) => entry switch
    {
        null => null,
        _ when entry["identitytoken"] is StringValue { Text.Length: > 0 } token => new RegistryAccount("", token.Text, IsToken: true, path),
        _ when entry["auth"] is StringValue { Text.Length: > 0 } auth => Decoded(auth.Text, path),
        _ when entry["username"] is StringValue { Text.Length: > 0 } user => new RegistryAccount(user.Text, (entry["password"] as StringValue)?.Text ?? "", IsToken: false, path),
        _ => null, // a helper has it: docker leaves the host here with nothing in it
    };

    private static RegistryAccount Decoded(string auth, string path)
    {
        var bytes = new byte[auth.Length];
        var text = Convert.TryFromBase64String(auth, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count).TrimEnd('\0') : "";
        return text.IndexOf(':') is > 0 and var colon
            ? new RegistryAccount(text[..colon], text[(colon + 1)..], IsToken: false, path)
            : throw new RefusedException(RefusalKind.Invalid, "TR8324", path);
    }

    private async ValueTask<RegistryAccount?> AskAsync(string helper, string host, CancellationToken cancellationToken)
    {
        var program = new AccountProgram(helper, environment);
        if (await program.GetAsync(host, cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            return null;
        }

        return JsonReader.Read(SourceText.FromUtf8(program.Name, answer), new DiagnosticBag()) is MapValue map
            && map["Username"] is StringValue user && map["Secret"] is StringValue secret
            ? new RegistryAccount(user.Text, secret.Text, user.Text == TokenUser, program.Name)
            : throw new RefusedException(RefusalKind.Invalid, "TR8327", program.Name, host);
    }
}
