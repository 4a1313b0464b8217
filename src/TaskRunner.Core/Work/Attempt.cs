using System.Globalization;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Execution;
using TaskRunner.Expressions;
using TaskRunner.Journal;
using TaskRunner.Model;
using TaskRunner.Operations;
using TaskRunner.Planning;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Names;
using TaskRunner.Planning.Recorded;
using TaskRunner.Secrets;
using TaskRunner.Services;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>One attempt, on the thread pool: secrets revealed, the spec filled, the type called, its outputs checked.</summary>
internal sealed class Attempt(AttemptRequest request, AttemptSubject subject, string packageFolder, Workbench bench, WorkSite site)
{
    private readonly TaskInstance _instance = subject.Instance;
    private readonly RevealedSecrets _secrets = new();

    private ITaskType Type => _instance.Group.Type
        ?? throw new InvalidOperationException($"type {_instance.Definition.Type} of task {_instance.Name} is not known; the plan should have been refused: this is a bug");

    public async ValueTask<TaskOutcome> RunAsync(IStepRunner steps, StopSignals stop)
    {
        try
        {
            var revealed = await RevealAsync(stop).ConfigureAwait(false);
            var context = await ContextAsync(revealed, steps, stop).ConfigureAwait(false);
            var outcome = request.Kind switch
            {
                AttemptKind.Rollback => await Type.RollbackAsync(context).ConfigureAwait(false),
                AttemptKind.Uninstall => await Type.UninstallAsync(context).ConfigureAwait(false),
                _ => await Type.ExecuteAsync(context).ConfigureAwait(false) switch
                {
                    TaskOutcome.Succeeded done => Settle(done, revealed, context),
                    var other => other,
                },
            };
            return Mask(outcome);
        }
        catch (Exception e) when (e is RefusedException or ExpressionException)
        {
            return new TaskOutcome.Failed(new TaskFailure(FailureReasons.Launch, null, Mask(LocalizableString.Of(e))));
        }
        catch (Exception e) when (_secrets.Texts.Mask(e.Message) is var masked && masked != e.Message)
        {
            throw new InvalidOperationException(masked); // what a task type throws becomes the message of a failure
        }
    }

    public async ValueTask<ProbeOutcome> ProbeAsync(IStepRunner steps, StopSignals stop)
    {
        try
        {
            var revealed = await RevealAsync(stop).ConfigureAwait(false);
            var context = await ContextAsync(revealed, steps, stop).ConfigureAwait(false);
            return await Type.ProbeAsync(context).ConfigureAwait(false) switch
            {
                ProbeOutcome.Done done => Settle(done, revealed, context),
                ProbeOutcome.CannotTell cannot => new ProbeOutcome.CannotTell(Mask(cannot.Evidence)),
                var other => other,
            };
        }
        catch (Exception e) when (e is RefusedException or ExpressionException || _secrets.Texts.Mask(e.Message) != e.Message)
        {
            return new ProbeOutcome.CannotTell(Mask(LocalizableString.Of(e)));
        }
    }

    /// <exception cref="RefusedException">A secret it needs cannot be had.</exception>
    public async ValueTask<ServiceState> LookAsync(IStepRunner steps, StopSignals stop)
    {
        var revealed = await RevealAsync(stop).ConfigureAwait(false);
        return await Type.StatusAsync(await ContextAsync(revealed, steps, stop).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <exception cref="RefusedException">A secret it needs cannot be had.</exception>
    public async ValueTask<TaskPreview> PreviewAsync(PreviewDepth depth, IStepRunner steps, StopSignals stop)
    {
        var revealed = await RevealAsync(stop).ConfigureAwait(false);
        var preview = await Type.PreviewAsync(await ContextAsync(revealed, steps, stop).ConfigureAwait(false), depth).ConfigureAwait(false);
        return preview with
        {
            Subject = Mask(preview.Subject),
            Diff = _secrets.Texts.Mask(preview.Diff),
            Notes = [.. preview.Notes.Select(Mask)],
            Problems = [.. preview.Problems.Select(p => p with { Diagnostic = p.Diagnostic with { Arguments = [.. p.Diagnostic.Arguments.Select(a => _secrets.Texts.Mask(a))] } })],
        };
    }

    private ValueTask<MapValue> RevealAsync(StopSignals stop) =>
        new RevealedNames(bench.Vault).OfAsync(_instance.Level, subject.Names, stop.Asked);

    private async ValueTask<TaskContext> ContextAsync(MapValue revealed, IStepRunner steps, StopSignals stop)
    {
        var policy = _instance.Group.Policy;
        var spec = (MapValue)_instance.Group.Spec.Render(revealed);
        var recorded = (MapValue)await bench.Vault.RevealAsync(subject.Outputs, stop.Asked).ConfigureAwait(false);
        var hidden = ReferenceEquals(revealed, subject.Names) ? null : (MapValue)_instance.Group.Spec.Render(subject.Names);
        var hasSecrets = Hide(revealed, hidden, spec, recorded);
        var context = new TaskContext
        {
            Installation = subject.Planned.Plan.Installation,
            Operation = subject.OperationOf(request.Kind),
            RunId = request.RunId,
            TaskName = _instance.Name,
            Attempt = request.Number,
            Epoch = request.Epoch,
            AttemptId = request.Id,
            Mark = AttemptMark.Of(request.Id, bench.Launcher.Place),
            Key = subject.Key,
            FromVersion = subject.FromVersionOf(request.Kind),
            ToVersion = subject.ToVersionOf(request.Kind),
            Cause = request.Cause?.ToString().ToLowerInvariant(),
            Spec = spec,
            SealedSpec = hidden,
            Input = revealed,
            RecordedOutputs = recorded,
            RecordedSteps = await RecordedStepsAsync(stop).ConfigureAwait(false),
            PackageDirectory = Path.Combine(packageFolder, _instance.Level.Folder),
            WorkDirectory = "",
            WorkFolder = new Lazy<string>(() => site.WorkFolder(request.RunId, request.Task, _instance.Name)),
            LogDirectory = "",
            LogFolder = new Lazy<string>(() => site.LogFolder(request.RunId, request.Task, _instance.Name, request.Number)),
            Limits = new AttemptLimits(policy.Timeout, policy.Grace, policy.Leftovers, policy.Idempotent),
            SecretOutputs = [.. _instance.Definition.Outputs.Where(o => o.IsSecret && o.Value is null).Select(o => o.Name)],
            HasSecretOutputs = hasSecrets || _instance.Definition.Outputs.Any(o => o.IsSecret),
            Seal = bench.Vault.Seal,
            Steps = hasSecrets ? new MaskedSteps(steps, _secrets, bench.Vault, stop.Asked) : steps,
            Stop = stop,
            Time = bench.Time,
            HostEnvironment = bench.HostEnvironment,
        };
        if (_secrets.TooShort > 0)
        {
            Note(context, MessageCatalogue.English.Format("secrets-too-short", Figure(_secrets.TooShort), Figure(SecretTexts.ShortestBytes)));
        }

        return context;
    }

    private async ValueTask<IReadOnlyDictionary<string, Value>> RecordedStepsAsync(StopSignals stop)
    {
        var steps = new OrderedDictionary<string, Value>(StringComparer.Ordinal);
        foreach (var record in request.Kind == AttemptKind.Execute ? [] : subject.Recorded)
        {
            steps.Add(record.Step, await bench.Vault.RevealAsync(record.Value!, stop.Asked).ConfigureAwait(false));
        }

        return steps;
    }

    private static string Figure(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Takes note of everything the attempt is given that nobody may see.</summary>
    private bool Hide(MapValue revealed, MapValue? hidden, MapValue spec, MapValue recorded)
    {
        if (hidden is not null)
        {
            RefuseArguments(hidden);
            _secrets.Add(subject.Names, revealed).Add(hidden, spec);
        }

        _secrets.Add(subject.Outputs, recorded);
        return !_secrets.Texts.IsEmpty || _secrets.TooShort > 0;
    }

    /// <summary>Everybody on the machine can read the arguments of its processes.</summary>
    private void RefuseArguments(MapValue hidden)
    {
        foreach (var key in Type.Describe().ArgumentKeys)
        {
            if (hidden[key] is { } value && Secrecy.HoldsSecret(value))
            {
                throw new RefusedException(RefusalKind.Invalid, "TR7052", _instance.Name, key);
            }
        }
    }

    private TaskOutcome Mask(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Failed failed => new TaskOutcome.Failed(failed.Failure with { Message = Mask(failed.Failure.Message) }),
        TaskOutcome.Unknown unknown => new TaskOutcome.Unknown(Mask(unknown.Evidence)),
        _ => outcome,
    };

    private LocalizableString Mask(LocalizableString said) => said.Replace(words => _secrets.Texts.Mask(words));

    private TaskOutcome Settle(TaskOutcome.Succeeded done, MapValue revealed, TaskContext context)
    {
        var contract = new OutputContract(_instance.Definition, subject.Names, revealed, _secrets, bench.Vault);
        var outputs = contract.Settle(done.Outputs);
        LogScrub.Run(context, _secrets.Texts, contract.HasLearnt);
        foreach (var name in contract.Dropped)
        {
            Note(context, MessageCatalogue.English.Format("contract-dropped", name));
        }

        return outputs is null
            ? new TaskOutcome.Failed(contract.Breach())
            : done with { Outputs = outputs, ServiceVersion = _secrets.Texts.Mask(ServiceVersion(done.ServiceVersion, done.Outputs, revealed)) };
    }

    private ProbeOutcome Settle(ProbeOutcome.Done done, MapValue revealed, TaskContext context)
    {
        var contract = new OutputContract(_instance.Definition, subject.Names, revealed, _secrets, bench.Vault);
        var outputs = contract.Settle(done.Outputs);
        LogScrub.Run(context, _secrets.Texts, contract.HasLearnt);
        return outputs is not null
            ? done with { Outputs = outputs, ServiceVersion = _secrets.Texts.Mask(ServiceVersion(done.ServiceVersion, done.Outputs, revealed)) }
            : new ProbeOutcome.CannotTell(Mask(contract.Breach().Message));
    }

    /// <summary>What the package says, else what the type found, else the package's own version.</summary>
    private string ServiceVersion(string? found, MapValue written, MapValue revealed)
    {
        if (_instance.Definition.Service?.Version is { } declared)
        {
            var scope = written.Entries.Aggregate(revealed, (names, e) => names.With(e.Key, e.Value));
            var version = TaskGroup.Compile(declared).Render(scope);
            return version is StringValue text ? text.Text : version.ToString();
        }

        return found ?? _instance.Level.Manifest.Version.ToString();
    }

    /// <summary>A remark of ours goes where the task's own go: whoever reads the log of the attempt sees it.</summary>
    private void Note(TaskContext context, string text) =>
        File.AppendAllText(Path.Combine(context.LogDirectory, "notes.log"), _secrets.Texts.Mask(text) + "\n", Encoding.UTF8);
}
