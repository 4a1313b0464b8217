using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;

namespace TaskRunner.Server;

/// <summary>
/// The operations of a workbench over HTTP. It carries runs out itself; one that was under way when a server ended, in order or not,
/// is gone on with by the next.
/// </summary>
public sealed class ApiServer(Workbench bench, ServerOptions options)
{
    private const long BodyBytes = 8 << 20;
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(5);

    /// <summary>Who sends or takes less does it to hold a connection.</summary>
    private static readonly TimeSpan HeadPatience = TimeSpan.FromSeconds(15);
    private static readonly MinDataRate Slowest = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>
    /// Serves until it is asked to stop. Then it takes no more requests and leaves the runs it carries out as they are: their tasks
    /// go on under their supervisors, and the next server adopts them.
    /// </summary>
    /// <exception cref="AddressException">It cannot listen where it was told to.</exception>
    /// <exception cref="RefusedException">Another server has the store, or it cannot be used.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var lease = new ServerLease(bench, options);
        await using (lease.ConfigureAwait(false))
        {
            await lease.AcquireAsync(stop).ConfigureAwait(false);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, lease.Lost);
            using var parts = new ServerParts(bench, options, lease);
            await ServeAsync(parts, end.Token).ConfigureAwait(false);
            if (lease.Lost.IsCancellationRequested)
            {
                throw await lease.ExplainAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(ServerParts parts, CancellationToken stop)
    {
        using var stores = parts.Metrics.ListenToStores();
        await parts.Sessions.SweepAsync(stop).ConfigureAwait(false);
        var app = Build(parts);
        await using (app.ConfigureAwait(false))
        {
            await ListenAsync(app, stop).ConfigureAwait(false);
            await new FirstToken(bench, options.Notify).EnsureAsync(stop).ConfigureAwait(false); // only now: who could not listen must not use it up
            options.Notify(new ServerNotice.Listening(AddressOf(app)));
            await parts.Queue.TakeUpAsync(stop).ConfigureAwait(false);
            parts.Readiness.HasBegun = true;
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            parts.Queue.Leave();
            parts.Feeds.Close();
            using var patience = new CancellationTokenSource(Drain);
            await app.StopAsync(patience.Token).ConfigureAwait(false);
        }
    }

    /// <exception cref="AddressException">It cannot.</exception>
    private static async Task ListenAsync(WebApplication app, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new AddressException(e);
        }
    }

    private WebApplication Build(ServerParts parts)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytes;
            kestrel.Limits.RequestHeadersTimeout = HeadPatience;
            kestrel.Limits.MinRequestBodyDataRate = Slowest;
            kestrel.Limits.MinResponseDataRate = Slowest; // of what waits to be taken: a quiet stream is not slow
            parts.Connections.Limit(kestrel);
            kestrel.Listen(options.Address, options.Port, listen =>
            {
                parts.Connections.Watch(listen);
                Secure(listen);
            });
        });
        var app = builder.Build();
        Pipeline.Map(app, parts);
        return app;
    }

    private void Secure(ListenOptions listen)
    {
        if (options.Certificate is { } certificate)
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = certificate.Current(e => options.Notify(new ServerNotice.Failed("the new certificate", e))),
                }),
            });
        }
    }

    private static Uri AddressOf(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.First());
}
