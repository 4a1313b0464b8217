using System.Collections.Immutable;
using System.CommandLine;
using TaskRunner.Cli.Commands;
using TaskRunner.Cli.Drill;
using TaskRunner.Cli.Remote;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Packages;
using TaskRunner.Secrets;
using TaskRunner.Storage;
using TaskRunner.Stores;
using TaskRunner.Tasks.Helm;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Tasks.Processes;
using TaskRunner.Tasks.Shell;
using TaskRunner.Tasks.Supervision;
using TaskRunner.TaskTypes;

namespace TaskRunner.Cli;

/// <summary>The composition root: which store, which task types, which launcher. Nothing is opened that a verb does not ask for.</summary>
internal sealed class Composition(Session session)
{
    private MessageCatalogue _texts = session.Texts;
    private TaskTypeCatalog? _types;

    public TaskTypeCatalog Types => _types ??= StubTask.Around(new TaskTypeCatalog(new ShellTask(_texts), new KubernetesTask(_texts), new HelmTask(_texts)), session.Environment);

    /// <summary>What tasks say of themselves is in JSON documents too, and those are never translated.</summary>
    public void SpeakEnglish() => _texts = session.InEnglish().Texts;

    /// <summary>Bounds of packages that are read; <c>--max-manifest</c> raises one of them.</summary>
    public PackageLimits Limits { get; set; } = PackageLimits.Default;

    /// <summary>The store's folder: <c>--store</c>, <c>TASKRUNNER_STORE</c>, else below the XDG data directory.</summary>
    public StoreFolder Folder(string? asked)
    {
        if (asked is { Length: > 0 })
        {
            return File.Exists(asked) ? throw new RefusedException(RefusalKind.Store, "TR7011", Path.GetFullPath(asked)) : new StoreFolder(asked);
        }

        var data = session.Environment.GetValueOrDefault("XDG_DATA_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(session.Environment.GetValueOrDefault("HOME") ?? ".", ".local", "share");
        return new StoreFolder(Path.Combine(data, "taskrunner"));
    }

    public Opened Open(string? store, StoreAccess access = StoreAccess.ReadWrite)
    {
        var folder = Folder(store);
        if (access == StoreAccess.ReadOnly && !folder.Exists)
        {
            throw new RefusedException(RefusalKind.NotFound, "TR8002", folder.FullPath);
        }

        return Compose(folder, SqliteStore.Open(folder, access), access == StoreAccess.ReadWrite ? TraceExport.Begin(session.Environment) : null);
    }

    /// <summary>For verbs that look ahead and must leave no trace: an empty store in memory stands in where there is none.</summary>
    public Opened OpenOrEmpty(string? store)
    {
        var folder = Folder(store);
        return Compose(folder, folder.Exists ? SqliteStore.Open(folder, StoreAccess.ReadOnly) : new MemoryStore(), null, Scratch());
    }

    /// <summary>A folder that is made when something is unpacked, and removed in the end.</summary>
    private static string Scratch() => Path.Combine(Path.GetTempPath(), "taskrunner-look-" + Guid.NewGuid().ToString("n"));

    /// <summary>For verbs that only look: the store of this machine, or that of the server which is meant.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="orEmpty">An empty store stands in where there is none on this machine.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<Opened> LookAsync(ParseResult parsed, bool orEmpty, CancellationToken cancellationToken)
    {
        var store = parsed.GetValue<string?>("--store");
        return ServerChoice.Of(session, parsed) is { } server ? await ConnectAsync(server, cancellationToken).ConfigureAwait(false)
            : orEmpty ? OpenOrEmpty(store)
            : Open(store, StoreAccess.ReadOnly);
    }

    /// <summary>For verbs that change something: the store of this machine, or the server which is meant and does it.</summary>
    public async Task<Opened> ChangeAsync(ParseResult parsed, CancellationToken cancellationToken) => ServerChoice.Of(session, parsed) is { } server
        ? await ConnectAsync(server, cancellationToken).ConfigureAwait(false)
        : Open(parsed.GetValue<string?>("--store"));

    /// <summary>A workbench over the store of a server: for operations that only read.</summary>
    public async Task<Opened> ConnectAsync(ServerAddress server, CancellationToken cancellationToken)
    {
        var api = new ApiClient(server, _texts.Language);
        var store = await RemoteStore.OpenAsync(api, cancellationToken).ConfigureAwait(false);
        var scratch = Scratch(); // of a package that asks something, for as long as it is asked
        var bench = BenchIn(scratch, store);
        return new Opened(new LocalLauncher(_texts, TimeProvider.System), null, scratch, bench) { Api = api, Runs = new RemoteRuns(api, bench, store) };
    }

    /// <summary>A workbench with no store of anybody's: for a package that is only looked at on its way.</summary>
    public Opened OpenScratch()
    {
        var scratch = Scratch();
        return new Opened(new LocalLauncher(_texts, TimeProvider.System), null, scratch, BenchIn(scratch, new MemoryStore()));
    }

    private Workbench BenchIn(string scratch, IStore store) => new()
    {
        Store = store,
        Types = Types,
        Vault = new StoreVault(store, SecretKey.Random()),
        Paths = WorkbenchPaths.Under(scratch),
        PackageLimits = Limits,
        ToolVersion = VersionCommand.Version,
        Language = _texts.Language,
    };

    /// <summary>For verbs about what only this machine has: its keys, its processes.</summary>
    /// <exception cref="RefusedException">A server is meant.</exception>
    public void RequireLocal(ParseResult parsed)
    {
        if (ServerChoice.Of(session, parsed) is { } server)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR8213", Usage.PathOf(parsed.CommandResult.Command), server.Url.ToString());
        }
    }

    /// <param name="folder">Where the store is, or would be.</param>
    /// <param name="store">The store.</param>
    /// <param name="traces">Ended with it, or null.</param>
    /// <param name="scratch">For what is unpacked on the way; made when it is needed, removed in the end. Null: the store keeps it.</param>
    private Opened Compose(StoreFolder folder, IStore store, IDisposable? traces, string? scratch = null)
    {
        var paths = WorkbenchPaths.Under(folder.FullPath) with { Logs = folder.Logs };
        var key = SecretKey.FromFile(folder.SecretKey);
        var launcher = new LocalLauncher(_texts, TimeProvider.System) { StoreFolder = folder.FullPath };
        return new Opened(launcher, traces, scratch, new Workbench
        {
            Store = CrashingStore.Around(store, session.Environment),
            Types = Types,
            Launcher = new SupervisingLauncher(
                launcher,
                Path.Combine(folder.FullPath, "runs"),
                SupervisorProgram(),
                SupervisorEnvironment(),
                () => key.Derive("taskrunner spool 1")),
            Vault = new StoreVault(store, key),
            Paths = scratch is null ? paths : paths with { Packages = scratch },
            PackageLimits = Limits,
            HostEnvironment = HostEnvironment(folder),
            ToolVersion = VersionCommand.Version,
            Language = _texts.Language,
        });
    }

    private List<string> SupervisorProgram()
    {
        var (file, arguments) = OwnProgram.Call([SuperviseCommand.Verb, _texts.Language]);
        return [file, .. arguments];
    }

    /// <summary>What the loader and the runtime need, and the mark of an attempt that this program itself may be part of.</summary>
    private Dictionary<string, string> SupervisorEnvironment() => session.Environment
        .Where(v => v.Key is "PATH" or "HOME" or "TMPDIR" or "LD_LIBRARY_PATH" or "LD_PRELOAD" or ProcessSpec.AttemptVariable or AttemptMark.Variable or SuperviseCommand.PauseVariable
            || v.Key.StartsWith("DOTNET_", StringComparison.Ordinal))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>A script finds this very program on its PATH, and by it this very store.</summary>
    private Dictionary<string, string> HostEnvironment(StoreFolder folder)
    {
        var variables = new Dictionary<string, string>(session.Environment, StringComparer.Ordinal)
        {
            ["TASKRUNNER_STORE"] = folder.FullPath,
        };
        foreach (var name in (string[])[.. Systemd.OwnVariables, .. ServerChoice.OwnVariables, RegistryCommands.PasswordVariable])
        {
            variables.Remove(name);
        }

        // An empty part of PATH would mean the current folder.
        var path = session.Environment.GetValueOrDefault("PATH");
        variables["PATH"] = path is { Length: > 0 } ? $"{OwnProgram.Folder}:{path}" : OwnProgram.Folder;
        return variables;
    }

    /// <summary>A workbench and what must be closed after it was used.</summary>
    internal sealed class Opened(LocalLauncher launcher, IDisposable? traces, string? scratch, Workbench bench) : IAsyncDisposable
    {
        private RemoteLogs? _logs;

        public Workbench Bench { get; } = bench;

        /// <summary>The server whose store this is; null: it is of this machine.</summary>
        public ApiClient? Api { get; init; }

        /// <summary>What that server is asked to do; null where <see cref="Api"/> is.</summary>
        public RemoteRuns? Runs { get; init; }

        /// <summary>Logs as files, wherever they were written.</summary>
        public Task<ImmutableArray<AttemptLog>> FindLogsAsync(string target, string? task, int? attempt, CancellationToken cancellationToken) => Api is null
            ? new LogsOperation(Bench).RunAsync(target, task, attempt, cancellationToken)
            : (_logs ??= new RemoteLogs(Api, Bench)).FetchAsync(target, task, attempt, cancellationToken);

        /// <summary>Sends what is still to be told; where the store itself is left open.</summary>
        public void EndTraces() => traces?.Dispose();

        public async ValueTask DisposeAsync()
        {
            EndTraces();
            _logs?.Dispose();
            Api?.Dispose();
            launcher.Dispose();
            await Bench.Store.DisposeAsync().ConfigureAwait(false);
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }
        }
    }
}
