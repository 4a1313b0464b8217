using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Planning;

/// <summary>Fills in what a task's policy leaves open. The one place where the defaults are.</summary>
internal static class PolicyResolver
{
    private const int MostAttempts = 1000;

    private static readonly ResolvedPolicy Defaults = new();

    public static ResolvedPolicy Resolve(TaskGroup group, DiagnosticBag diagnostics)
    {
        var written = group.Definition.Policy;
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
            Capabilities = group.Type is null || group.IsOutputOnly
                ? TaskCapabilities.None
                : group.Type.CapabilitiesOf(group.Definition.Spec),
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
            if (written is not StringValue text || !Template.IsIn(text.Text))
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
