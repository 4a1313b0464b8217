using System.Net;
using System.Net.Sockets;
using TaskRunner.Diagnostics;
using TaskRunner.Registries.Accounts;

namespace TaskRunner.Registries;

/// <summary>
/// Sends requests about one repository: with the account the registry asks for, over redirects, within their time, and again where that
/// can do no harm. What goes to another host than the registry's never has an account with it.
/// </summary>
internal sealed class RegistryConnection : IDisposable
{
    private const int MostRedirects = 5;
    private readonly HttpClient _http;
    private readonly RegistryAccess _access;
    private readonly OciReference _target;
    private readonly RegistryAuthorization _authorization;

    /// <param name="target">The repository.</param>
    /// <param name="scope"><c>pull</c> or <c>pull,push</c>.</param>
    /// <param name="access">How registries are reached.</param>
    public RegistryConnection(OciReference target, string scope, RegistryAccess access)
    {
        (_target, _access) = (target, access);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // an account goes where it was meant to and nowhere else
            UseCookies = false,
            ConnectTimeout = access.Limits.ConnectTime,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("taskrunner");
        _authorization = new RegistryAuthorization(target, scope, access, (request, cancel) => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel));
        var host = target.Host == "docker.io" ? "registry-1.docker.io" : target.Host;
        Origin = new Uri($"{(access.PlainHttp ? Uri.UriSchemeHttp : Uri.UriSchemeHttps)}://{host}/");
    }

    public Uri Origin { get; }

    public void Dispose() => _http.Dispose();

    public bool IsOrigin(Uri address) => address.GetLeftPart(UriPartial.Authority) == Origin.GetLeftPart(UriPartial.Authority);

    /// <summary>Sends it and reads the answer, whatever its status.</summary>
    /// <exception cref="RefusedException">No answer came in time, or it led elsewhere.</exception>
    public async Task<T> CallAsync<T>(RegistryCall call, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var limit = _access.Limits.AnswerTime + TimeSpan.FromSeconds((double)call.Bytes / _access.Limits.BytesPerSecond);
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timed.CancelAfter(limit);
        try
        {
            using var answer = await AskAsync(call, timed.Token).ConfigureAwait(false);
            return await read(answer, timed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw RegistryFault.TooSlow(_target.Host, e.InnerException is TimeoutException ? _access.Limits.ConnectTime : limit);
        }
        catch (HttpRequestException) when (timed.IsCancellationRequested)
        {
            // A connection that is given up on the way may end with its own words.
            cancellationToken.ThrowIfCancellationRequested();
            throw RegistryFault.TooSlow(_target.Host, limit);
        }
        catch (HttpRequestException e)
        {
            throw RegistryFault.Unreachable(_target.Host, e);
        }
        catch (IOException e) when (e is HttpIOException || e.InnerException is SocketException)
        {
            throw RegistryFault.Broken(_target.Host, call.What, e.Message);
        }
    }

    /// <summary>What the registry refused.</summary>
    public RefusedException Refused(RegistryCall call, HttpResponseMessage answer) => RegistryFault.Refused(_target.Host, answer, call.What, _authorization.Account);

    private async Task<HttpResponseMessage> AskAsync(RegistryCall call, CancellationToken cancellationToken)
    {
        for (var again = 0; ; again++)
        {
            var isLast = !call.IsQuestion || again == _access.Limits.Retries;
            try
            {
                var answer = await AuthorizedAsync(call, cancellationToken).ConfigureAwait(false);
                if (isLast || !IsPassing(answer.StatusCode))
                {
                    return answer;
                }

                answer.Dispose();
            }
            catch (HttpRequestException e) when (!isLast && e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded)
            {
                // Asked again below.
            }

            await Task.Delay(_access.Limits.RetryDelay * (1 << again), cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private async Task<HttpResponseMessage> AuthorizedAsync(RegistryCall call, CancellationToken cancellationToken)
    {
        var answer = await FollowAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.Unauthorized || !IsOrigin(answer.RequestMessage!.RequestUri!))
        {
            return answer;
        }

        using (answer)
        {
            if (!await _authorization.AnswerAsync(answer, cancellationToken).ConfigureAwait(false))
            {
                throw Refused(call, answer);
            }
        }

        return await FollowAsync(call, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> FollowAsync(RegistryCall call, CancellationToken cancellationToken)
    {
        var address = call.Address;
        for (var step = 0; ; step++)
        {
            using var request = Request(call, address);
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308))
            {
                return answer;
            }

            using (answer)
            {
                address = Next(call, address, answer.Headers.Location, step);
            }
        }
    }

    private HttpRequestMessage Request(RegistryCall call, Uri address)
    {
        var request = new HttpRequestMessage(call.Method, address) { Content = call.Content?.Invoke() };
        foreach (var type in call.Accept)
        {
            request.Headers.Accept.ParseAdd(type);
        }

        request.Headers.Authorization = IsOrigin(address) ? _authorization.Header : null;
        return request;
    }

    /// <summary>Registries keep blobs with others and lead there; what comes from there is known by its digest.</summary>
    private Uri Next(RegistryCall call, Uri from, Uri? location, int step)
    {
        var next = location is null ? null : new Uri(from, location);
        var isSafe = next?.Scheme == Uri.UriSchemeHttps || _access.PlainHttp && next?.Scheme == Uri.UriSchemeHttp;
        return next is not null && isSafe && call.IsQuestion && step < MostRedirects && next.UserInfo.Length == 0
            ? next
            : throw RegistryFault.Elsewhere(_target.Host, location?.OriginalString ?? "");
    }
}
