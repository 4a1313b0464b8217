using TaskRunner.Cli.Commands;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Packages;
using TaskRunner.Secrets;
using TaskRunner.Storage;
using TaskRunner.Stores;
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

    public TaskTypeCatalog Types => _types ??= new TaskTypeCatalog(new ShellTask(_texts), new KubernetesTask(_texts));

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

        return Compose(folder, SqliteStore.Open(folder, access));
    }

    /// <summary>For verbs that look ahead and must leave no trace: an empty store in memory stands in where there is none.</summary>
    public Opened OpenOrEmpty(string? store)
    {
        var folder = Folder(store);
        return Compose(folder, folder.Exists ? SqliteStore.Open(folder, StoreAccess.ReadOnly) : new MemoryStore());
    }

    private Opened Compose(StoreFolder folder, IStore store)
    {
        var key = SecretKey.FromFile(folder.SecretKey);
        var launcher = new LocalLauncher(_texts, TimeProvider.System);
        return new Opened(launcher, new Workbench
        {
            Store = store,
            Types = Types,
            Launcher = new SupervisingLauncher(
                launcher,
                Path.Combine(folder.FullPath, "runs"),
                SupervisorProgram(),
                SupervisorEnvironment(),
                () => key.Derive("taskrunner spool 1"),
                _texts),
            Vault = new StoreVault(store, key),
            Paths = WorkbenchPaths.Under(folder.FullPath) with { Logs = folder.Logs },
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

    /// <summary>What the runtime needs, and the mark of an attempt that this program itself may be part of.</summary>
    private Dictionary<string, string> SupervisorEnvironment() => session.Environment
        .Where(v => v.Key is "PATH" or "HOME" or "TMPDIR" or ProcessSpec.AttemptVariable || v.Key.StartsWith("DOTNET_", StringComparison.Ordinal))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>A script finds this very program on its PATH, and by it this very store.</summary>
    private Dictionary<string, string> HostEnvironment(StoreFolder folder)
    {
        var variables = new Dictionary<string, string>(session.Environment, StringComparer.Ordinal)
        {
            ["TASKRUNNER_STORE"] = folder.FullPath,
        };

        // An empty part of PATH would mean the current folder.
        var path = session.Environment.GetValueOrDefault("PATH");
        variables["PATH"] = path is { Length: > 0 } ? $"{OwnProgram.Folder}:{path}" : OwnProgram.Folder;
        return variables;
    }

    /// <summary>A workbench and what must be closed after it was used.</summary>
    internal sealed class Opened(LocalLauncher launcher, Workbench bench) : IAsyncDisposable
    {
        public Workbench Bench { get; } = bench;

        public async ValueTask DisposeAsync()
        {
            launcher.Dispose();
            await Bench.Store.DisposeAsync().ConfigureAwait(false);
        }
    }
}
