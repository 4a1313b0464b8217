using System.Collections.Immutable;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Operations.Plans;
using TaskRunner.Values;

namespace TaskRunner.Operations.Applying;

/// <summary>What the verbs that apply a package come down to.</summary>
internal sealed record ApplyIntent(string Installation, ApplyVerb Verb)
{
    /// <summary>Folder, archive or digest; null for a retry with the stored package.</summary>
    public string? Package { get; init; }

    public ImmutableArray<AnswerInput> Answers { get; init; } = [];

    public MapValue? Global { get; init; }

    public RunSettings Settings { get; init; } = new();

    public bool InstallIfMissing { get; init; }

    public bool Prune { get; init; }

    public bool AllowDowngrade { get; init; }

    public ImmutableArray<string> Run { get; init; } = [];

    public ImmutableArray<string> Reuse { get; init; } = [];

    public string? From { get; init; }

    public string? Only { get; init; }

    public MapValue? SavedPlan { get; init; }

    public static ApplyIntent Of(ApplyRequest request, ApplyVerb verb) => new(request.Installation, verb)
    {
        Package = request.Package,
        Answers = request.Answers,
        Global = request.Global,
        Settings = request.Settings,
        InstallIfMissing = request.InstallIfMissing,
        Prune = request.Prune,
        AllowDowngrade = request.AllowDowngrade,
        Run = request.Run,
        Reuse = request.Reuse,
        SavedPlan = request.SavedPlan,
    };

    public static ApplyIntent Of(RetryRequest request) => new(request.Installation, ApplyVerb.Retry)
    {
        Package = request.Package,
        Answers = request.Answers,
        Global = request.Global,
        Settings = request.Settings,
        Run = request.Run,
        Reuse = request.Reuse,
        From = request.From,
        Only = request.Only,
        AllowDowngrade = true, // what was allowed when the operation began is not asked again
    };
}

internal enum ApplyVerb
{
    /// <summary>Whatever fits: install where nothing is installed, else upgrade.</summary>
    Any,
    Install,
    Upgrade,
    Retry,
}
