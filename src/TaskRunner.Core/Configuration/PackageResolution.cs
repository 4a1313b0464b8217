using System.Collections.Immutable;
using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>
/// Goes through a package from outside to inside: global, its own questions, then per task mode, questions, and the package it
/// brings in.
/// </summary>
internal sealed class PackageResolution(ConfigurationRequest request, ImmutableArray<AnswerLayer> layers, ResolutionTools tools)
{
    private readonly ResolutionTools _tools = tools;
    private readonly MapValue _recorded = (MapValue)Spans.Without(request.Recorded);
    private readonly MapValue _established = (MapValue)Spans.Without(request.Established ?? request.Recorded);
    private readonly HashSet<string> _mentioned = Mentioned(layers, request.Recorded);
    private readonly Dictionary<string, ScopeResult> _byTask = new(StringComparer.Ordinal);
    private ScopeResult? _config;
    private MapValue _global = request.Global;

    /// <summary>The whole global configuration with what is declared secret sealed.</summary>
    public MapValue Global => _global;

    public IEnumerable<ScopeResult> Found => _config is null ? _byTask.Values : _byTask.Values.Prepend(_config);

    /// <param name="manifest">The package asked for.</param>
    public PackageConfiguration Resolve(PackageManifest manifest)
    {
        _global = SealGlobal(manifest, _global);
        var global = ReadGlobal(manifest);
        var level = new Level("", "");
        var names = Names(manifest, level, MapValue.Empty, global);
        _config = ResolveScope(ScopeQuestions.Of(null, manifest.Config), null, names, global, MapValue.Empty);
        return WithTasks(manifest, level, _config.Config, global);
    }

    public void ReportMissing()
    {
        foreach (var answer in Found.SelectMany(s => s.Missing))
        {
            var error = new Diagnostic("TR3001", Severity.Error, SourceSpan.None, [answer.Path, answer.Title.For(request.Language), answer.IsSecret ? answer.Flag : answer.Flag + "…"]);
            _tools.Diagnostics.Add(error with { Pointer = answer.Pointer });
        }
    }

    /// <summary>The document to record. Answers to tasks that a mode leaves out now are kept, those to tasks that are no more are not.</summary>
    /// <param name="known">Every task of the package in whichever mode.</param>
    public MapValue Recordable(IReadOnlySet<string> known)
    {
        var asleep = RecordedTasks.Where(e => known.Contains(e.Key) && !_byTask.ContainsKey(e.Key)).Select(e => (e.Key, e.Value));
        var tasks = _byTask.Where(t => t.Value.Recordable.Entries.Length > 0).Select(t => (t.Key, (Value)t.Value.Recordable)).Concat(asleep).ToArray();
        var config = _config?.Recordable ?? MapValue.Empty;
        var document = config.Entries.IsEmpty ? MapValue.Empty : MapValue.Of((ScopeName.Config, config));
        return tasks.Length == 0 ? document : document.With(ScopeName.Tasks, MapValue.Of(tasks));
    }

    /// <summary>Paths of recorded answers of tasks that are no more.</summary>
    public IEnumerable<string> RemovedTasks(IReadOnlySet<string> known) =>
        RecordedTasks.Where(e => !known.Contains(e.Key)).Select(e => $"{ScopeName.Tasks}.{AnswerPath.Escape(e.Key)}");

    /// <summary>Full names of the tasks whose questions were asked.</summary>
    public IReadOnlyCollection<string> Asked => _byTask.Keys;

    private IEnumerable<MapEntry> RecordedTasks => (_recorded[ScopeName.Tasks] as MapValue)?.Entries ?? [];

    private PackageConfiguration WithTasks(PackageManifest manifest, Level level, MapValue config, MapValue global)
    {
        var names = Names(manifest, level, config, global);
        var tasks = new Dictionary<string, TaskConfiguration>(manifest.Tasks.Length, StringComparer.Ordinal);
        foreach (var definition in manifest.Tasks)
        {
            tasks[definition.Name] = ResolveTask(definition, level, names, global);
        }

        return new PackageConfiguration(manifest, config, global, tasks);
    }

    private TaskConfiguration ResolveTask(TaskDefinition definition, Level level, MapValue names, MapValue global)
    {
        var name = level.Prefix + definition.Name;
        if (definition is { Config: null, Inner: null, Modes.IsEmpty: true } && !_mentioned.Contains(name))
        {
            // Most tasks of a large package ask nothing and are told nothing.
            return new TaskConfiguration(definition, null, MapValue.Empty);
        }

        var mode = ModeChoice.Of(definition, names, _tools.Diagnostics);
        var effective = mode?.Effective ?? definition;
        if (effective.Inner is not null && mode?.OutputOnly != true)
        {
            return ResolveInner(effective, level, names, global) with { Mode = mode };
        }

        var questions = ScopeQuestions.Of(name, effective.Config);
        var result = _byTask[name] = ResolveScope(questions, Everywhere(definition), names, global, MapValue.Empty);
        return new TaskConfiguration(effective, mode, result.Config);
    }

    /// <summary>
    /// The package a task brings in is configured by the task's <c>spec.config</c>, and what that leaves open by the person: as
    /// the task's own questions, unless the task has questions of its own from which <c>spec.config</c> is made.
    /// </summary>
    private TaskConfiguration ResolveInner(TaskDefinition task, Level level, MapValue names, MapValue global)
    {
        var config = MapValue.Empty;
        var name = level.Prefix + task.Name;
        var scope = name;
        if (task.Config is not null)
        {
            config = (_byTask[name] = ResolveScope(ScopeQuestions.Of(name, task.Config), null, names, global, MapValue.Empty)).Config;
            scope = name + "/";
        }

        PackageConfiguration Inner(PackageResolution resolution, MapValue? each)
        {
            var given = InnerAnswers.Of(task, names.With("config", config), each, resolution._tools.Diagnostics);
            return resolution.ResolveInner(task.Inner!, level.Into(task.Name, each), scope, given);
        }

        return new TaskConfiguration(task, null, config)
        {
            Inner = Inner(this, null),
            ResolveInstance = (each, diagnostics) => Instance(diagnostics, resolution => Inner(resolution, each)),
        };
    }

    private PackageConfiguration ResolveInner(PackageManifest manifest, Level level, string scope, MapValue given)
    {
        var global = ReadGlobal(manifest);
        var names = Names(manifest, level, MapValue.Empty, global);
        var result = _byTask[scope] = ResolveScope(ScopeQuestions.Of(scope, manifest.Config), null, names, global, given);
        return WithTasks(manifest, level, result.Config, global);
    }

    /// <summary>What is wrong with all instances was said when the package was resolved; here only what one instance adds.</summary>
    private PackageConfiguration Instance(DiagnosticBag diagnostics, Func<PackageResolution, PackageConfiguration> resolve)
    {
        var own = new DiagnosticBag();
        var resolution = new PackageResolution(request with { Global = _global }, layers, _tools with { Diagnostics = own });
        var package = resolve(resolution);
        resolution.ReportMissing();
        var known = _tools.Diagnostics.Items.ToHashSet(SameDiagnostic.Comparer);
        diagnostics.AddRange(own.Items.Where(known.Add).Select(_tools.Mask.Apply));
        return package.Masked(_tools.Mask);
    }

    private MapValue ReadGlobal(PackageManifest manifest) => new GlobalView(manifest.Global, _tools).Read(_global);

    /// <summary>
    /// What any package within declares secret is sealed before the first one looks: what one of them saw as text would be a
    /// secret on resume.
    /// </summary>
    private MapValue SealGlobal(PackageManifest manifest, MapValue global)
    {
        global = new GlobalView(manifest.Global, _tools).Seal(global);
        foreach (var task in manifest.Tasks)
        {
            global = task.Inner is { } inner ? SealGlobal(inner, global) : global;
            foreach (var mode in task.Modes)
            {
                global = mode.Effective.Inner is { } other && other != task.Inner ? SealGlobal(other, global) : global;
            }
        }

        return global;
    }

    private static HashSet<string> Mentioned(ImmutableArray<AnswerLayer> layers, MapValue recorded)
    {
        var names = layers.SelectMany(l => l switch
        {
            AnswerLayer.Document document => document.Tasks.Select(t => t.Key),
            AnswerLayer.Setting { Task: { } task } => [task],
            _ => [],
        });
        return [.. names, .. (recorded[ScopeName.Tasks] as MapValue)?.Entries.Select(e => e.Key) ?? []];
    }

    private ScopeResult ResolveScope(ScopeQuestions asked, SchemaFacets? everywhere, MapValue names, MapValue global, MapValue given)
    {
        var recorded = Part(_recorded, asked.Task);
        var answers = ScopeAnswers.Gather(asked, everywhere ?? asked.Facets, recorded, layers, _tools);
        foreach (var entry in given.Entries)
        {
            if (answers.All.TryGetEntry(entry.Key, out var own) && own.KeySpan.Source is not null)
            {
                _tools.Diagnostics.Error("TR3032", own.KeySpan, AnswerPath.Write(asked.Name, [entry.Key]));
            }
        }

        var basis = new ScopeBasis(recorded, Part(_established, asked.Task), Part(request.Drawn, asked.Task), given);
        return new ScopeResolver(asked, names, global, _tools).Resolve(answers, basis);
    }

    /// <summary>The questions of a task in all its modes: an answer only another mode asks for is no mistake.</summary>
    private static SchemaFacets Everywhere(TaskDefinition task) => SchemaFacets.Of(
        [.. task.Modes.Select(m => m.Effective.Config).Prepend(task.Config).OfType<Schema>().Select(s => s.Root).Distinct()], []);

    private static Value? Part(MapValue? document, string? task) =>
        task is null ? document?[ScopeName.Config] : (document?[ScopeName.Tasks] as MapValue)?[task];

    private MapValue Names(PackageManifest manifest, Level level, MapValue config, MapValue global) => MapValue.Of(
        ("package", MapValue.Of(
            ("name", Value.From(manifest.Name)), ("version", Value.From(manifest.Version.ToString())), ("config", config))),
        ("global", global),
        ("installation", request.Facts.InstallationSeenFrom(level.Seen)),
        ("services", request.Facts.Services));

    /// <summary>Where in the tree of packages a package is.</summary>
    /// <param name="Prefix">Before its tasks' names in answers, which all instances of a <c>forEach</c> share.</param>
    /// <param name="Seen">Before its tasks' names in the plan and in what is recorded.</param>
    private sealed record Level(string Prefix, string Seen)
    {
        public Level Into(string task, MapValue? each) =>
            new($"{Prefix}{task}/", each?["key"] is StringValue key ? $"{Seen}{task}[{key.Text}]/" : $"{Seen}{task}/");
    }
}
