using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TaskRunner.Core.Tests.Registries;

/// <summary>
/// An HTTP server that is a registry of what the test puts there, and does something else where the test says so. It writes down what
/// it was asked, with the account.
/// </summary>
internal sealed class DummyRegistry : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, byte[]> _content = new(StringComparer.Ordinal);
    private readonly Task _serving;

    public DummyRegistry(string host = "127.0.0.1")
    {
        Host = $"{host}:{FreePort()}";
        _listener.Prefixes.Add($"http://{Host}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Host { get; }

    /// <summary>Does the whole answer and returns true, or leaves it to the registry.</summary>
    public Func<HttpListenerContext, Task<bool>> Instead { get; set; } = _ => Task.FromResult(false);

    /// <summary><c>METHOD /path</c>, and <c> +account</c> where one came with it.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public void Put(string path, byte[] content) => _content[path] = content;

    public byte[] this[string path] => _content[path];

    /// <summary>The same answer for one path.</summary>
    public void On(string path, Func<HttpListenerResponse, Task> answer) => Instead = async context =>
    {
        if (context.Request.Url!.AbsolutePath != path)
        {
            return false;
        }

        await answer(context.Response);
        return true;
    };

    public static async Task WriteAsync(HttpListenerResponse response, byte[] content)
    {
        response.ContentLength64 = content.Length;
        await response.OutputStream.WriteAsync(content);
    }

    /// <summary>The same bytes again and again until the other side goes.</summary>
    public static async Task DripAsync(HttpListenerResponse response, byte[] part, TimeSpan pause)
    {
        response.SendChunked = true;
        while (true)
        {
            await response.OutputStream.WriteAsync(part);
            await response.OutputStream.FlushAsync();
            await Task.Delay(pause);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        Asked.Enqueue($"{request.HttpMethod} {request.Url!.AbsolutePath}{(request.Headers["Authorization"] is { } account ? $" +{account}" : "")}");
        try
        {
            if (!await Instead(context))
            {
                await PlainAsync(request, response);
            }

            response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or ProtocolViolationException)
        {
            response.Abort(); // the other side had enough
        }
    }

    private async Task PlainAsync(HttpListenerRequest request, HttpListenerResponse response)
    {
        var path = request.Url!.AbsolutePath;
        switch (request.HttpMethod)
        {
            case "POST":
                response.StatusCode = 202;
                response.RedirectLocation = "/v2/uploads/1";
                break;
            case "PUT":
                using (var body = new MemoryStream())
                {
                    await request.InputStream.CopyToAsync(body);
                    _content[request.QueryString["digest"] is { } digest ? $"/v2/p/blobs/{digest}" : path] = body.ToArray();
                }

                response.StatusCode = 201;
                break;
            default:
                response.StatusCode = _content.TryGetValue(path, out var content) ? 200 : 404;
                await WriteAsync(response, request.HttpMethod == "HEAD" ? [] : content ?? Encoding.UTF8.GetBytes("{}"));
                break;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
