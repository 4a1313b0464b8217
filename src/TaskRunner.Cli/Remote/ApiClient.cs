using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Cli.Remote;

/// <summary>Calls the HTTP API of a server; docs/server.md describes it. What it refuses is thrown as the same refusal it would be here.</summary>
internal sealed class ApiClient : IDisposable
{
    private const string Prefix = "api/v1/";

    private readonly HttpClient _http;
    private readonly ServerAddress _server;

    /// <param name="server">Which.</param>
    /// <param name="language">Of what the server words itself.</param>
    /// <exception cref="RefusedException">The file of certificates cannot be read.</exception>
    public ApiClient(ServerAddress server, string language)
    {
        _server = server;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a token goes where it was meant to and nowhere else
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            SslOptions = Trust(server.Authority),
        })
        {
            BaseAddress = server.Url,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        if (server.Token is { } token)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public Uri Url => _server.Url;

    /// <summary>How a file that the server names is called here: those of a package are in the folder it was sent from.</summary>
    public Func<string, string> NameOf { get; set; } = name => name;

    public void Dispose() => _http.Dispose();

    public async Task<Value> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Null where there is none.</returns>
    public async Task<MapValue?> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(path, cancellationToken).ConfigureAwait(false) as MapValue;
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>What is no document, whole; null where there is none.</summary>
    public async Task<ReadOnlyMemory<byte>?> FindBytesAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await SendAsync(HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false);
            return await ReadBytesAsync(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (RefusedException e) when (e.Kind == RefusalKind.NotFound)
        {
            return null;
        }
    }

    public async Task<MapValue> PostAsync(string path, MapValue body, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(JsonWriter.ToUtf8(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await WriteAsync(HttpMethod.Post, path, content, cancellationToken).ConfigureAwait(false);
    }

    public async Task<MapValue> WriteAsync(HttpMethod method, string path, HttpContent content, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(method, path, content, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(answer, cancellationToken).ConfigureAwait(false) as MapValue ?? MapValue.Empty;
    }

    /// <summary>The answer with its body still to be read, for what is long.</summary>
    /// <exception cref="RefusedException">The server refused, cannot be reached, or is none of ours.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(Prefix + path, UriKind.Relative)) { Content = content };
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new RefusedException(RefusalKind.Store, e.HttpRequestError == HttpRequestError.SecureConnectionError ? "TR8208" : "TR8207", Url.ToString(), Reason(e));
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw await RemoteProblem.ReadAsync(answer, Url, NameOf, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Value> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return JsonReader.ReadTrusted(await ReadBytesAsync(answer, cancellationToken).ConfigureAwait(false));
        }
        catch (JsonException)
        {
            throw new RefusedException(RefusalKind.Store, "TR8209", Url.ToString(), ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private async Task<byte[]> ReadBytesAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new RefusedException(RefusalKind.Store, "TR8207", Url.ToString(), Reason(e));
        }
    }

    private static string Reason(Exception e) => (e.InnerException ?? e).Message;

    private static SslClientAuthenticationOptions Trust(string? authority)
    {
        if (authority is null)
        {
            return new SslClientAuthenticationOptions();
        }

        var trusted = new X509Certificate2Collection();
        try
        {
            trusted.ImportFromPemFile(authority);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new RefusedException(RefusalKind.Invalid, "TR8005", authority, e.Message);
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }
}
