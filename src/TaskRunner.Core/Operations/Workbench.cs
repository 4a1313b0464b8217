using System.Security.Cryptography;
using TaskRunner.Operations.Applying;
using TaskRunner.Packages;
using TaskRunner.Secrets;
using TaskRunner.Stores;
using TaskRunner.TaskTypes;

namespace TaskRunner.Operations;

/// <summary>
/// What the operations work with: made once by a host (the command line, a server, a program of your own) and handed to each
/// operation. Nothing here is looked up elsewhere, so two workbenches in one process do not know of each other.
/// </summary>
public sealed record Workbench
{
    public required IStore Store { get; init; }

    public required TaskTypeCatalog Types { get; init; }

    /// <summary>Starts processes; a host whose task types start none needs none.</summary>
    public ILauncher Launcher { get; init; } = new NoLauncher();

    public required ISecretVault Vault { get; init; }

    public required WorkbenchPaths Paths { get; init; }

    /// <summary>
    /// A workbench for a program of your own: its task types over a store, secrets sealed with a key that lasts as long as the
    /// process, files in a new temporary folder. Replace with <c>with</c> what should last longer.
    /// </summary>
    public static Workbench For(IStore store, params ReadOnlySpan<ITaskType> types) => new()
    {
        Store = store,
        Types = new TaskTypeCatalog(types),
        Vault = new StoreVault(store, SecretKey.Random()),
        Paths = WorkbenchPaths.Under(Directory.CreateTempSubdirectory("taskrunner-").FullName),
    };

    /// <summary>This process, as leases name it.</summary>
    public HostIdentity Host { get; init; } = HostIdentity.Read();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Ids and generated secrets come from here.</summary>
    public RandomNumberGenerator Random { get; init; } = RandomNumberGenerator.Create();

    /// <summary>The variables a task's process may inherit (PATH, HOME …) and those that lead a script back to this store.</summary>
    public IReadOnlyDictionary<string, string> HostEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>Who decides, for the record.</summary>
    public string User { get; init; } = Environment.UserName;

    /// <summary>Random id of this process, for people who compare logs.</summary>
    public string Runner { get; init; } = Guid.NewGuid().ToString("n");

    /// <summary>Tasks at a time where nobody says otherwise.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Bounds of packages that are read.</summary>
    public PackageLimits PackageLimits { get; init; } = PackageLimits.Default;

    /// <summary>Version of the tool, held by plans.</summary>
    public string ToolVersion { get; init; } = "0.1.0";

    /// <summary>Language of the package's own texts in messages: <c>en</c> or <c>zh</c>.</summary>
    public string Language { get; init; } = "en";
}

/// <summary>Folders of the host, all on a local file system; made when first needed, readable by their owner only.</summary>
/// <param name="Packages">Unpacked packages by digest; may be emptied when nothing runs.</param>
/// <param name="Work">Working folders of tasks: <c>RUN/TASK</c>.</param>
/// <param name="Logs">Log files: <c>RUN/TASK/ATTEMPT.out</c> and <c>.err</c>.</param>
public sealed record WorkbenchPaths(string Packages, string Work, string Logs)
{
    /// <summary>The three under one folder.</summary>
    public static WorkbenchPaths Under(string folder) =>
        new(Path.Combine(folder, "packages"), Path.Combine(folder, "work"), Path.Combine(folder, "logs"));
}
