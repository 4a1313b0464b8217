using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>Reads the policy keys of a task.</summary>
internal sealed class PolicyReader(DiagnosticBag diagnostics)
{
    private const int MostAttempts = 100;
    private static readonly TaskPolicy Default = new();
    private static readonly string[] RetryKeys = ["attempts", "backoff", "maxBackoff"];

    private TaskPolicy _policy = Default;

    /// <summary>Starts over for the next task.</summary>
    public void Begin() => _policy = Default;

    public TaskPolicy End() => _policy;

    /// <returns>Whether the key is one of the policy's.</returns>
    public bool TryRead(MapEntry entry)
    {
        switch (entry.Key)
        {
            case "rollback":
                _policy = _policy with { Rollback = Fields.Boolean(entry, diagnostics) ?? false };
                return true;
            case "idempotent":
                _policy = _policy with { Idempotent = Fields.Boolean(entry, diagnostics) ?? false };
                return true;
            case "rerun":
                _policy = _policy with { Rerun = Fields.Word<RerunRule>(entry, ["always", "never", "changed"], diagnostics) };
                return true;
            case "onUnknown":
                _policy = _policy with { OnUnknown = Fields.Word<UnknownRule>(entry, ["probe", "execute", "rollback", "ask"], diagnostics) };
                return true;
            case "retry":
                _policy = _policy with { Retry = Retry(entry) };
                return true;
            case "timeout":
                _policy = _policy with { Timeout = Duration(entry) };
                return true;
            case "grace":
                _policy = _policy with { Grace = Duration(entry) };
                return true;
            case "leftovers":
                _policy = _policy with { Leftovers = Fields.Word<LeftoversRule>(entry, ["kill", "keep", "fail"], diagnostics) ?? LeftoversRule.Kill };
                return true;
            default:
                return false;
        }
    }

    /// <summary><c>onFailure</c> of the package.</summary>
    public FailurePolicy Failure(MapEntry entry)
    {
        var policy = FailurePolicy.Default;
        foreach (var key in Fields.Map(entry, diagnostics)?.Entries ?? [])
        {
            switch (key.Key)
            {
                case "rollback":
                    policy = policy with { Rollback = Fields.Word<RollbackScope>(key, ["none", "failed", "all"], diagnostics) ?? policy.Rollback };
                    break;
                case "siblings":
                    policy = policy with { Siblings = Fields.Word<SiblingsRule>(key, ["finish", "cancel"], diagnostics) };
                    break;
                default:
                    Fields.Unknown(key, ["rollback", "siblings"], diagnostics);
                    break;
            }
        }

        return policy;
    }

    private RetryPolicy? Retry(MapEntry entry)
    {
        if (Fields.Map(entry, diagnostics) is not { } map)
        {
            return null;
        }

        Value? attempts = null, backoff = null, maxBackoff = null;
        foreach (var key in map.Entries)
        {
            switch (key.Key)
            {
                case "attempts":
                    attempts = Attempts(key);
                    break;
                case "backoff":
                    backoff = Duration(key);
                    break;
                case "maxBackoff":
                    maxBackoff = Duration(key);
                    break;
                default:
                    Fields.Unknown(key, RetryKeys, diagnostics);
                    break;
            }
        }

        if (!map.ContainsKey("attempts"))
        {
            diagnostics.Error("TR1207", entry.KeySpan, "attempts");
        }

        return attempts is null ? null : new RetryPolicy(attempts, backoff, maxBackoff);
    }

    private Value? Attempts(MapEntry entry)
    {
        if (IsTemplate(entry.Value) || (entry.Value is NumberValue number && number.TryGetInt64(out var count) && count is >= 1 and <= MostAttempts))
        {
            return entry.Value;
        }

        diagnostics.Error("TR1221", entry.Value.Span, $"{MostAttempts}");
        return null;
    }

    private Value? Duration(MapEntry entry)
    {
        if (entry.Value is NullValue || IsTemplate(entry.Value))
        {
            return entry.Value as StringValue;
        }

        var text = entry.Value is StringValue s ? s.Text : entry.Value.PlainText ?? JsonWriter.ToText(entry.Value);
        if (GoDuration.TryParse(text, out _))
        {
            return new StringValue(text, entry.Value.Span);
        }

        diagnostics.Error("TR1215", entry.Value.Span, entry.Key);
        return null;
    }

    private static bool IsTemplate(Value value) => value is StringValue text && Template.IsIn(text.Text);
}
