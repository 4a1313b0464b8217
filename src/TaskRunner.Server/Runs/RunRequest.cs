using System.Collections.Immutable;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;
using TaskRunner.Values;

namespace TaskRunner.Server.Runs;

/// <summary>
/// What somebody wants done to an installation, in the words of the API. Kept in the store while it waits, so its answers are kept
/// sealed there.
/// </summary>
internal sealed record RunRequest(string Operation, string Installation)
{
    public static readonly string[] Operations = ["install", "upgrade", "reapply", "retry", "rollback", "uninstall", "resume"];

    /// <summary>Digest of a stored package; null for a retry with that of the failed run.</summary>
    public string? Package { get; init; }

    /// <summary>For <c>resume</c> and <c>rollback</c>: the run.</summary>
    public string? Run { get; init; }

    public MapValue? Answers { get; init; }

    /// <summary>Answers in the form a command line has them; never kept: a plan makes <see cref="Answers"/> of them.</summary>
    public ImmutableArray<AnswerInput> Inputs { get; init; } = [];

    public ImmutableArray<string> RunTasks { get; init; } = [];

    public ImmutableArray<string> ReuseTasks { get; init; } = [];

    public string? From { get; init; }

    public string? Only { get; init; }

    public bool AllowDowngrade { get; init; }

    public bool Prune { get; init; }

    public bool InstallIfMissing { get; init; }

    public int? Parallel { get; init; }

    public string? RollbackOnFailure { get; init; }

    public string? Timeout { get; init; }

    /// <summary>A plan that must still hold.</summary>
    public MapValue? SavedPlan { get; init; }

    /// <exception cref="RefusedException">A key is missing or has another type than it must.</exception>
    public static RunRequest Read(MapValue body)
    {
        var map = new BodyReader(body);
        var operation = map.Text("operation", isRequired: true)!;
        return new RunRequest(operation, map.Text("installation", isRequired: true)!)
        {
            Package = map.Text("package"),
            Run = map.Text("target"),
            Answers = map.Map("answers"),
            Inputs = [.. map.Maps("inputs").Select(ReadInput)],
            RunTasks = map.Texts("run"),
            ReuseTasks = map.Texts("reuse"),
            From = map.Text("from"),
            Only = map.Texts("only") switch { [] => null, [var one] => one, _ => throw BodyReader.Wrong("only", "string") },
            AllowDowngrade = map.Flag("allowDowngrade"),
            Prune = map.Flag("prune"),
            InstallIfMissing = map.Flag("installIfMissing"),
            Parallel = map.Count("parallel"),
            RollbackOnFailure = map.Text("rollbackOnFailure"),
            Timeout = map.Text("timeout"),
            SavedPlan = map.Map("savedPlan"),
        }.Checked();
    }

    /// <summary>What <see cref="Read"/> reads.</summary>
    public MapValue ToValue() => MapValue.Of(
        ("operation", Value.From(Operation)),
        ("installation", Value.From(Installation)),
        ("package", Value.From(Package)),
        ("target", Value.From(Run)),
        ("answers", Answers ?? Value.Null),
        ("run", Texts(RunTasks)),
        ("reuse", Texts(ReuseTasks)),
        ("from", Value.From(From)),
        ("only", Value.From(Only)),
        ("allowDowngrade", Value.From(AllowDowngrade)),
        ("prune", Value.From(Prune)),
        ("installIfMissing", Value.From(InstallIfMissing)),
        ("parallel", Parallel is { } parallel ? Value.From(parallel) : Value.Null),
        ("rollbackOnFailure", Value.From(RollbackOnFailure)),
        ("timeout", Value.From(Timeout)),
        ("savedPlan", SavedPlan ?? Value.Null));

    public RunSettings Settings => new()
    {
        Parallelism = Parallel,
        RollbackOnFailure = RollbackOnFailure switch
        {
            "none" => RollbackScope.None,
            "failed" => RollbackScope.Failed,
            "all" => RollbackScope.All,
            _ => null,
        },
        Timeout = Timeout is { } text && GoDuration.TryParse(text, out var time) ? time : null,
    };

    public ApplyRequest ToApply() => new(Installation, Package ?? "")
    {
        Answers = AnswerInputs,
        Settings = Settings,
        Run = RunTasks,
        Reuse = ReuseTasks,
        AllowDowngrade = AllowDowngrade,
        Prune = Prune,
        InstallIfMissing = InstallIfMissing,
        SavedPlan = SavedPlan,
    };

    public RetryRequest ToRetry() => new(Installation)
    {
        Package = Package,
        Answers = AnswerInputs,
        Settings = Settings,
        Run = RunTasks,
        Reuse = ReuseTasks,
        From = From,
        Only = Only,
    };

    private ImmutableArray<AnswerInput> AnswerInputs =>
        [.. Answers is { Entries.IsEmpty: false } given ? [new AnswerInput.Document(given)] : (AnswerInput[])[], .. Inputs];

    private static AnswerInput ReadInput(MapValue map)
    {
        var input = new BodyReader(map);
        return (input.Text("file"), input.Text("set"), input.Text("setFile"), input.Map("document")) switch
        {
            (null, null, null, { } document) => new AnswerInput.Document(document),
            ({ } file, null, null, null) => new AnswerInput.File(SourceText.FromString(file, input.Text("text", isRequired: true)!)),
            (null, { } set, null, null) => new AnswerInput.Set(set),
            (null, null, { } set, null) => new AnswerInput.SetText(set, input.Text("text", isRequired: true)!),
            _ => throw BodyReader.Wrong("inputs", "{file, text}, {set}, {setFile, text}, {document}"),
        };
    }

    private RunRequest Checked()
    {
        if (!Operations.Contains(Operation))
        {
            throw BodyReader.Wrong("operation", string.Join(", ", Operations));
        }

        if (Package is null && (Operation is "install" or "upgrade" or "reapply"))
        {
            throw BodyReader.Wrong("package", "sha256:…");
        }

        if (Package is not null && !Package.StartsWith("sha256:", StringComparison.Ordinal))
        {
            throw BodyReader.Wrong("package", "sha256:…"); // a path would be one of the server's own files
        }

        if (RollbackOnFailure is not (null or "none" or "failed" or "all"))
        {
            throw BodyReader.Wrong("rollbackOnFailure", "none, failed, all");
        }

        return Timeout is null || (GoDuration.TryParse(Timeout, out var time) && time > TimeSpan.Zero)
            ? this
            : throw BodyReader.Wrong("timeout", "90s, 1h30m");
    }

    private static ListValue Texts(ImmutableArray<string> texts) => new([.. texts.Select(t => (Value)Value.From(t))]);
}
