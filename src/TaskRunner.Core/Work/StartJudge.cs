using TaskRunner.Diagnostics;
using TaskRunner.Execution;
using TaskRunner.Expressions;
using TaskRunner.Journal;
using TaskRunner.Planning;
using TaskRunner.Planning.Deciding;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Names;
using TaskRunner.Planning.Recorded;
using TaskRunner.Secrets;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>Says what becomes of a task that may start: what the plan decided, and what it left open until now.</summary>
internal sealed class StartJudge(PlannedRun planned, ISecretVault vault)
{
    public StartDecision Decide(TaskInstance instance, RunState run)
    {
        var names = new RunNames(planned, run);
        try
        {
            return FalseCondition(instance, names) is { } condition
                ? new StartDecision.Skip(new PlanReason("plan-skip-when", [condition.Text]))
                : Start(instance, run, names);
        }
        catch (ExpressionException e)
        {
            return new StartDecision.Fail(new TaskFailure(FailureReasons.Launch, null, LocalizableString.Of(e)));
        }
    }

    private static Expression? FalseCondition(TaskInstance instance, RunNames names)
    {
        foreach (var owner in Conditions.OwnersOf(instance))
        {
            foreach (var condition in owner.Definition.When)
            {
                var value = condition.Evaluate(names.Of(owner, condition.References));
                if (value is SecretValue)
                {
                    throw new ExpressionException(new Diagnostic("TR5001", Severity.Error, condition.Span, [condition.Text]));
                }

                if (!Expression.IsTrue(value))
                {
                    return condition;
                }
            }
        }

        return null;
    }

    private StartDecision Start(TaskInstance instance, RunState run, RunNames names)
    {
        if (instance.Inner is { } inner)
        {
            return Supply(TaskGroup.Compile(inner.Manifest.Outputs), inner, references => names.Of(inner, references));
        }

        if (instance.Group.IsOutputOnly)
        {
            return Supply(TaskGroup.Compile(instance.Group.Mode!.OutputValues), instance.Level, references => names.Of(instance, references));
        }

        var decision = planned.Decisions[instance.Index];
        if (decision is { Action: PlanAction.Reuse, Record: { } kept })
        {
            return new StartDecision.Reuse(kept.Run, kept.Outputs, decision.Digest ?? kept.Digest);
        }

        return Judge(instance, decision, DigestOf(instance, names), run[instance.Index].Trouble.Decision);
    }

    private StartDecision Judge(TaskInstance instance, TaskDecision decision, string digest, Decision? decided)
    {
        var policy = instance.Group.Policy;
        var continues = planned.Inputs.Continues;
        var task = new ReuseCase(
            policy.Rerun, continues, decision.Record, policy.Idempotent || policy.Rollback, decision.IsAskedToRun, decision.IsAskedToReuse);
        var verdict = decided is Decision.NotExecuted ? new ReuseVerdict.Run(new PlanReason("plan-run-asked", [])) : ReuseRule.Judge(task);
        if (verdict is ReuseVerdict.Compare)
        {
            verdict = ReuseRule.Compare(task, digest);
        }

        var record = decision.Record;
        return verdict switch
        {
            ReuseVerdict.Reuse => new StartDecision.Reuse(record!.Run, record.Outputs, digest),
            ReuseVerdict.Hold hold => new StartDecision.Hold(hold.Reason, record!.Run, record.Outputs, digest),
            _ => new StartDecision.Run(digest) { UndoFirst = UndoFirst(policy, record, continues) },
        };
    }

    /// <summary>Another attempt of a task that was released and cannot simply be repeated is made only after its rollback.</summary>
    private static RollbackCause? UndoFirst(ResolvedPolicy policy, TaskRecord? record, bool continues) =>
        !policy.Rollback || policy.Idempotent ? null : record?.Fact switch
        {
            TaskFact.Unknown => RollbackCause.Unknown, // in whichever version: two halves make no whole
            TaskFact.Failed when continues => RollbackCause.Failed,
            TaskFact.Succeeded when continues => RollbackCause.Requested,
            _ => null,
        };

    private string DigestOf(TaskInstance instance, RunNames names)
    {
        var group = instance.Group;
        var spec = group.Spec.IsConstant ? group.Spec.Source : group.Spec.Render(InputReader.WithoutRun(names.Of(instance, group.Spec.References)));
        return InputDigest.Of(group.Definition.Type, group.Mode?.Name, (MapValue)spec, planned.Files.Of(group));
    }

    private StartDecision.Supply Supply(TemplateTree tree, PackageLevel level, Func<IEnumerable<Reference>, MapValue> namesOf)
    {
        var scope = tree.IsConstant ? MapValue.Empty : namesOf(tree.References);
        return new StartDecision.Supply((MapValue)SealDerived(tree.Render(scope), tree, level, scope));
    }

    /// <summary>
    /// A text made of a secret is known only over revealed values. Rare enough to be waited for here: nothing runs for such a
    /// task, so there is no attempt in which it could be done.
    /// </summary>
    private Value SealDerived(Value rendered, TemplateTree tree, PackageLevel level, MapValue scope)
    {
        if (!Secrecy.HoldsDerived(rendered))
        {
            return rendered;
        }

        var revealed = new RevealedNames(vault).OfAsync(level, scope, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return Sealing.SealLike(rendered, tree.Render(revealed), vault);
    }
}
