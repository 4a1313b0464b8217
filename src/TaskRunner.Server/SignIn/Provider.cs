using System.Text.Json;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace TaskRunner.Server.SignIn;

/// <summary>
/// What the provider publishes of itself: addresses and keys. Asked for when it is first needed, so that a server starts without it, and
/// again after an hour or when a key is unknown, but never in a row: tokens with keys of nobody's must not make this server knock at
/// another. While the provider is down what it said last holds for a day.
/// </summary>
internal sealed class Provider(OpenIdOptions options, TimeProvider time) : IDisposable
{
    private const int MostBytes = 1 << 20;
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan Usable = TimeSpan.FromDays(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = MostBytes,
    };

    private readonly SemaphoreSlim _one = new(1, 1);
    private Said? _said;
    private long? _askedAt;
    private string _trouble = "";

    public HttpClient Http => _http;

    /// <param name="keyId">A key that should be among those known; null: any state of them will do.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="ProviderSilentException">Nothing is known that could be used, and the provider does not say.</exception>
    public async ValueTask<OpenIdConnectConfiguration> GetAsync(string? keyId, CancellationToken cancellationToken)
    {
        if (Satisfying(keyId) is { } enough)
        {
            return enough;
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Satisfying(keyId) is { } meanwhile)
            {
                return meanwhile;
            }

            if (_askedAt is not { } asked || time.GetElapsedTime(asked) >= options.AskAgainAfter)
            {
                _askedAt = time.GetTimestamp();
                await AskAsync(cancellationToken).ConfigureAwait(false);
            }

            return _said is { } said && time.GetElapsedTime(said.At) < Usable
                ? said.Configuration
                : throw new ProviderSilentException(options.Issuer.OriginalString, _trouble);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _one.Dispose();
    }

    private OpenIdConnectConfiguration? Satisfying(string? keyId) =>
        _said is { } said && time.GetElapsedTime(said.At) < Fresh && (keyId is null || said.Configuration.SigningKeys.Any(k => k.KeyId == keyId)) ? said.Configuration : null;

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var issuer = options.Issuer.OriginalString.TrimEnd('/');
        try
        {
            var documents = new HttpDocumentRetriever(_http) { RequireHttps = !options.Issuer.IsLoopback };
            var found = await OpenIdConnectConfigurationRetriever.GetAsync($"{issuer}/.well-known/openid-configuration", documents, cancellationToken).ConfigureAwait(false);
            if (found.Issuer?.TrimEnd('/') != issuer)
            {
                _trouble = $"it calls itself “{found.Issuer}”";
                return;
            }

            _said = new Said(found, time.GetTimestamp());
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidOperationException or ArgumentException or JsonException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The provider is down or says what nobody understands: what it said before holds, if it said anything.
            _trouble = (e.InnerException ?? e).Message.ReplaceLineEndings(" ");
        }
    }

    private sealed record Said(OpenIdConnectConfiguration Configuration, long At);
}
