using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Settings;
using TaskRunner.Packages;
using TaskRunner.Secrets;
using TaskRunner.Storage;
using TaskRunner.Stores;
using TaskRunner.Tasks.Processes;
using TaskRunner.Tasks.Shell;
using TaskRunner.TaskTypes;

namespace TaskRunner.Server.Tests;

/// <summary>The real server on a port of its own, over a store in a folder and tasks that are real processes.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly LocalLauncher _launcher;
    private readonly Task _serving;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _token = "";

    private RunningServer(string folder, Func<ServerOptions, ServerOptions> configure)
    {
        Folder = folder;
        var store = new StoreFolder(Path.Combine(folder, "store"));
        _launcher = new LocalLauncher(MessageCatalogue.English, TimeProvider.System);
        Store = SqliteStore.Open(store);
        Bench = new Workbench
        {
            Store = Store,
            Types = new TaskTypeCatalog(new ShellTask(MessageCatalogue.English)),
            Launcher = _launcher,
            Vault = new StoreVault(Store, SecretKey.FromFile(store.SecretKey)),
            Paths = WorkbenchPaths.Under(store.FullPath),
            HostEnvironment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["HOME"] = folder },
        };
        var options = configure(new ServerOptions { Port = 0 }) with { Notify = Take };
        _serving = Task.Run(() => new ApiServer(Bench, options).RunAsync(_stop.Token));
    }

    public string Folder { get; }

    public IStore Store { get; }

    public Workbench Bench { get; }

    public Uri Address => _listening.Task.Result;

    /// <summary>An admin's, in the header.</summary>
    public HttpClient Admin { get; private set; } = null!; // set by StartAsync

    /// <summary>What the server said went wrong by itself.</summary>
    public List<ServerNotice.Failed> Failures { get; } = [];

    private X509Certificate2? Root { get; init; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="folder">Of an earlier server; null: a new one.</param>
    /// <param name="configure">Changes its options.</param>
    /// <param name="token">An admin's of the earlier server.</param>
    /// <param name="keeps">The folder is another server's to remove.</param>
    /// <param name="root">The only authority its clients trust; null: those of the system.</param>
    public static async Task<RunningServer> StartAsync(
        string? folder = null, Func<ServerOptions, ServerOptions>? configure = null, string? token = null, X509Certificate2? root = null, bool keeps = false)
    {
        var server = new RunningServer(folder ?? Directory.CreateTempSubdirectory("taskrunner-server-").FullName, configure ?? (o => o)) { Root = root, Keeps = keeps };
        await await Task.WhenAny(server._listening.Task, server._serving);
        server._token = token ?? server._token;
        server.Admin = server.ClientWith(server._token);
        return server;
    }

    public string AdminToken => _token;

    /// <summary>Those that were shown.</summary>
    public List<string> FirstTokens { get; } = [];

    /// <summary>The folder is another server's to remove.</summary>
    private bool Keeps { get; init; }

    /// <summary>A client that shows a token; none: nobody.</summary>
    public HttpClient ClientWith(string? token, bool follow = true)
    {
        var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = follow };
        if (Root is not null)
        {
            handler.SslOptions.CertificateChainPolicy = TestAuthority.Trusting(Root);
        }

        var client = new HttpClient(new AnswerCheck(handler)) { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async Task<string> TokenAsync(string role, TimeSpan? lifetime = null) =>
        (await new TokenCreateOperation(Bench).RunAsync($"a {role}", role, lifetime, Cancel)).Secret.Reveal();

    /// <summary>Packs a manifest and sends it; the digest.</summary>
    public async Task<string> UploadAsync(string manifest)
    {
        var source = Directory.CreateDirectory(Path.Combine(Folder, "packages", Guid.NewGuid().ToString("n"))).FullName;
        await File.WriteAllTextAsync(Path.Combine(source, "taskrunner.yaml"), manifest, Cancel);
        using var archive = new MemoryStream();
        PackageArchive.Pack(source, archive, PackageLimits.Default, new DiagnosticBag());
        using var content = new ByteArrayContent(archive.ToArray());
        using var answer = await Admin.PostAsync("/api/v1/packages", content, Cancel);
        return (string)(await answer.ExpectAsync(201))!["digest"]!;
    }

    /// <summary>Begins a run; its id.</summary>
    public async Task<string> BeginAsync(object request) =>
        (string)(await (await Admin.PostJsonAsync("/api/v1/runs", request)).ExpectAsync(202))!["run"]!;

    /// <summary>Waits until a run is in one of the states; its document.</summary>
    public async Task<JsonNode> WhenAsync(string run, params string[] states)
    {
        for (var until = DateTime.UtcNow.AddMinutes(1); ;)
        {
            using var answer = await Admin.GetAsync($"/api/v1/runs/{run}", Cancel);
            var document = (await answer.ExpectAsync(200))!;
            if (states.Contains((string?)document["run"]!["state"]))
            {
                return document;
            }

            Assert.True(DateTime.UtcNow < until, $"{run} is {document["run"]!["state"]} and not {string.Join(" or ", states)}");
            await Task.Delay(20, Cancel);
        }
    }

    /// <summary>Kills what a test left running; the launcher must not be closed before.</summary>
    private async Task EndRunsAsync()
    {
        foreach (var (name, _) in await Store.ListDocumentsAsync("queue", CancellationToken.None))
        {
            using var answer = await Admin.PostAsync($"/api/v1/runs/{name["queue/".Length..]}/cancel", new StringContent("""{"now": true}"""), CancellationToken.None);
        }

        for (var tries = 0; tries < 1000 && (await Store.ListDocumentsAsync("queue", CancellationToken.None)).Count > 0; tries++)
        {
            await Task.Delay(20, CancellationToken.None);
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _serving;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_serving.IsCompleted)
        {
            await EndRunsAsync();
        }

        await StopAsync();
        Admin.Dispose();
        await Store.DisposeAsync();
        _launcher.Dispose();
        _stop.Dispose();
        if (Keeps)
        {
            return;
        }

        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A run that was left writes into it; the system removes it with the machine.
        }
    }

    private void Take(ServerNotice notice)
    {
        switch (notice)
        {
            case ServerNotice.FirstToken first:
                _token = first.Secret;
                FirstTokens.Add(first.Secret);
                break;
            case ServerNotice.Listening listening:
                _listening.SetResult(listening.Address);
                break;
            case ServerNotice.Failed failed:
                lock (Failures)
                {
                    Failures.Add(failed);
                }

                break;
        }
    }
}
