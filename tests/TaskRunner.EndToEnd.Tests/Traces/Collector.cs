using System.Net;
using System.Net.Sockets;

namespace TaskRunner.EndToEnd.Tests.Traces;

/// <summary>Takes traces over OTLP/HTTP as a collector does: a real server that reads the protobuf which comes.</summary>
internal sealed class Collector : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private readonly List<byte[]> _bodies = [];

    public Collector()
    {
        for (var tries = 0; ; tries++)
        {
            var port = FreePort();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                _listener.Start();
                Address = $"http://127.0.0.1:{port}";
                break;
            }
            catch (HttpListenerException) when (tries < 10)
            {
                _listener.Prefixes.Clear(); // somebody took it meanwhile
            }
        }

        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>All that came, as it came.</summary>
    public IReadOnlyList<byte[]> Bodies
    {
        get
        {
            lock (_bodies)
            {
                return [.. _bodies];
            }
        }
    }

    public IReadOnlyList<ReceivedSpan> Spans => [.. Bodies.SelectMany(ReceivedSpan.ReadAll)];

    public void Dispose()
    {
        _listener.Stop();
        _serving.GetAwaiter().GetResult();
        _listener.Prefixes.Clear(); // closing would take the port once more to give it back, and somebody may have it by now
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return; // the test is over
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body, CancellationToken.None);
            var isTrace = context.Request is { HttpMethod: "POST", Url.AbsolutePath: "/v1/traces", ContentType: "application/x-protobuf" };
            if (isTrace)
            {
                lock (_bodies)
                {
                    _bodies.Add(body.ToArray());
                }
            }

            context.Response.StatusCode = isTrace ? 200 : 404;
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
