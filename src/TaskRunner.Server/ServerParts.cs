using Microsoft.AspNetCore.Http;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Server.Live;
using TaskRunner.Server.Runs;
using TaskRunner.Server.SignIn;

namespace TaskRunner.Server;

/// <summary>What the routes work with; made once by the server.</summary>
internal sealed class ServerParts : IDisposable
{
    private readonly MessageCatalogue _english = MessageCatalogue.Load("en", typeof(ServerParts).Assembly);
    private readonly MessageCatalogue _chinese = MessageCatalogue.Load("zh", typeof(ServerParts).Assembly);

    public ServerParts(Workbench bench, ServerOptions options, ServerLease lease)
    {
        (Bench, Options) = (bench, options);
        Tokens = new TokenBook(bench);
        Sessions = new SessionBook(bench, Tokens);
        OpenId = options.OpenId is { } provider ? new OpenId(provider, bench) : null;
        Gate = new AccessGate(Tokens, Sessions, new HostNames(options), OpenId, bench.Time);
        Denials = new DenialLog(bench, options.Notify);
        Metrics = new ServerMetrics(bench.Time);
        Feeds = new RunFeeds(bench);
        Progress = new RunProgress(bench, Feeds);
        Connections = new ConnectionCount(options.Connections);
        Streams = new StreamPlaces(options.StreamsPerToken);
        Plans = new PlanShelf(bench.Time);
        Queue = new RunQueue(bench, options, Feeds, Metrics);
        Readiness = new Readiness(bench, lease);
    }

    public Workbench Bench { get; }

    public ServerOptions Options { get; }

    public TokenBook Tokens { get; }

    public SessionBook Sessions { get; }

    public AccessGate Gate { get; }

    public DenialLog Denials { get; }

    public OpenId? OpenId { get; }

    public RunFeeds Feeds { get; }

    public RunProgress Progress { get; }

    public ConnectionCount Connections { get; }

    public StreamPlaces Streams { get; }

    public InputShelf Inputs { get; } = new();

    public PlanShelf Plans { get; }

    public RunQueue Queue { get; }

    public ServerMetrics Metrics { get; }

    public Readiness Readiness { get; }

    public PageFiles Page { get; } = new();

    public Layout.GraphShelf Graphs { get; } = new();

    public void Dispose() => Queue.Dispose();

    /// <summary>The language the reader wants first, of the two there are.</summary>
    public MessageCatalogue TextsFor(HttpRequest request)
    {
        var asked = request.Query["lang"].ToString();
        foreach (var language in (asked.Length > 0 ? asked : request.Headers.AcceptLanguage.ToString()).Split(','))
        {
            if (language.AsSpan().Trim() is var wanted && (wanted.StartsWith("zh", StringComparison.OrdinalIgnoreCase) || wanted.StartsWith("en", StringComparison.OrdinalIgnoreCase)))
            {
                return wanted.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? _chinese : _english;
            }
        }

        return _english;
    }
}
