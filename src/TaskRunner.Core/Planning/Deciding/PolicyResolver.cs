using System.Runtime.InteropServices;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Names;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Planning.Deciding;

/// <summary>Fills in what a task's policy leaves open. The one place where the defaults are.</summary>
internal sealed class PolicyResolver(DiagnosticBag diagnostics)
{
    private const int MostAttempts = 1000;

    private static readonly ResolvedPolicy Defaults = new();

    private readonly Dictionary<(TaskPolicy, TaskCapabilities), ResolvedPolicy> _known = [];

    /// <summary>Equal policies without templates, the rule in large packages, are one object.</summary>
    public ResolvedPolicy Resolve(TaskGroup group)
    {
        var capabilities = group.Type is null || group.IsOutputOnly ? TaskCapabilities.None : group.Type.CapabilitiesOf(group.Definition.Spec);
        var written = group.Definition.Policy;
        if (HasTemplates(written))
        {
            return Resolve(group, written, capabilities);
        }

        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, (written, capabilities), out _);
        return known ??= Resolve(group, written, capabilities);
    }

    private static bool HasTemplates(TaskPolicy written) =>
        IsTemplate(written.Timeout) || IsTemplate(written.Grace)
        || (written.Retry is { } retry && (IsTemplate(retry.Attempts) || IsTemplate(retry.Backoff) || IsTemplate(retry.MaxBackoff)));

    private static bool IsTemplate(Value? value) => value is StringValue text && Template.IsIn(text.Text);

    private ResolvedPolicy Resolve(TaskGroup group, TaskPolicy written, TaskCapabilities capabilities)
    {
        var values = new PolicyValues(group, diagnostics);
        return Defaults with
        {
            Rollback = written.Rollback,
            Idempotent = written.Idempotent,
            Rerun = written.Rerun ?? (written.Idempotent ? RerunRule.Always : RerunRule.Never),
            OnUnknown = written.OnUnknown,
            Attempts = values.Count("retry.attempts", written.Retry?.Attempts, Defaults.Attempts),
            Backoff = values.Duration("retry.backoff", written.Retry?.Backoff, Defaults.Backoff),
            MaxBackoff = values.Duration("retry.maxBackoff", written.Retry?.MaxBackoff, Defaults.MaxBackoff),
            Timeout = values.Duration("timeout", written.Timeout, Defaults.Timeout),
            Grace = values.Duration("grace", written.Grace, Defaults.Grace),
            Leftovers = written.Leftovers,
            Capabilities = capabilities,
        };
    }

    private readonly struct PolicyValues(TaskGroup group, DiagnosticBag diagnostics)
    {
        public TimeSpan Duration(string field, Value? written, TimeSpan otherwise)
        {
            if (Rendered(written) is not { } value)
            {
                return otherwise;
            }

            if (value is StringValue text && GoDuration.TryParse(text.Text, out var duration))
            {
                return duration;
            }

            return Refuse("TR5006", field, written!, value, otherwise);
        }

        public int Count(string field, Value? written, int otherwise)
        {
            if (Rendered(written) is not { } value)
            {
                return otherwise;
            }

            return value is NumberValue number && number.TryGetInt64(out var count) && count is >= 1 and <= MostAttempts
                ? (int)count
                : Refuse("TR5007", field, written!, value, otherwise);
        }

        private Value? Rendered(Value? written)
        {
            if (written is null || !IsTemplate(written))
            {
                return written;
            }

            try
            {
                return TaskGroup.Compile(written).Render(PlanNames.OfGroup(group));
            }
            catch (ExpressionException e)
            {
                diagnostics.Add(e.Diagnostic);
                return null;
            }
        }

        private T Refuse<T>(string code, string field, Value written, Value value, T otherwise)
        {
            diagnostics.Error(code, written.Span, group.Level.Prefix + group.Definition.Name, field, value.ToString());
            return otherwise;
        }
    }
}
