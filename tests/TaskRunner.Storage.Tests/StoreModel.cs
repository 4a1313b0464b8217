using TaskRunner.Stores;

namespace TaskRunner.Storage.Tests;

/// <summary>One thing done to a store. Numbers choose among what there is, modulo how many there are.</summary>
internal abstract record StoreStep
{
    public sealed record Acquire(int Scope, bool Dead) : StoreStep;

    public sealed record Renew(int Lease) : StoreStep;

    public sealed record Release(int Lease) : StoreStep;

    public sealed record Commit(int Lease, int Run, int Count, int Skew, int? Put, int? Remove) : StoreStep;

    public sealed record RequestStop(int Scope) : StoreStep;

    public sealed record FindStop(int Lease) : StoreStep;

    public sealed record Pass(int Seconds) : StoreStep;

    public sealed record Reopen : StoreStep;
}

/// <summary>What a store should answer, in the simplest words: numbers in arrays, and a clock of whole seconds.</summary>
internal sealed class StoreModel(int scopes, int runsPerScope, int services)
{
    public const string Stale = "stale", Argument = "argument", Taken = "taken", Written = "written";
    private const int Ttl = 30;
    private readonly ScopeState[] _scopes = [.. Enumerable.Range(0, scopes).Select(_ => new ScopeState())];
    private int _now;

    /// <summary>Last record of each run, 0 for a run that never began.</summary>
    public List<long>[] Epochs { get; } = [.. Enumerable.Range(0, scopes * runsPerScope).Select(_ => new List<long>())];

    /// <summary>The scope that owns each service, or null.</summary>
    public int?[] Owners { get; } = new int?[services];

    public int ScopeOfRun(int run) => run % scopes;

    public void Pass(int seconds) => _now += seconds;

    public bool IsHeld(int scope) => _scopes[scope] is { Epoch: > 0, Released: false, Dead: false } state && _now < state.Expires;

    /// <returns>The epoch granted, or null.</returns>
    public long? Acquire(int scope, bool dead)
    {
        if (IsHeld(scope))
        {
            return null;
        }

        _scopes[scope] = new ScopeState { Epoch = _scopes[scope].Epoch + 1, Dead = dead, Expires = _now + Ttl };
        return _scopes[scope].Epoch;
    }

    public bool Renew(int scope, long epoch)
    {
        var current = IsCurrent(scope, epoch);
        if (current)
        {
            _scopes[scope].Expires = _now + Ttl;
        }

        return current;
    }

    public void Release(int scope, long epoch) => _scopes[scope].Released |= IsCurrent(scope, epoch);

    public bool RequestStop(int scope) => IsHeld(scope) && (_scopes[scope].Stop = true);

    public bool FindStop(int scope, long epoch) => IsCurrent(scope, epoch) && _scopes[scope].Stop;

    public string Commit(int scope, long epoch, StoreStep.Commit step, int run)
    {
        if (!IsCurrent(scope, epoch))
        {
            return Stale;
        }

        if (ScopeOfRun(run) != scope || (step.Count > 0 && step.Skew != 0))
        {
            return Argument;
        }

        if (step.Put is { } put && Owners[put] is { } owner && owner != scope)
        {
            return Taken;
        }

        if (step.Remove is { } remove && Owners[remove] is { } other && other != scope)
        {
            return Argument;
        }

        Epochs[run].AddRange(Enumerable.Repeat(epoch, step.Count));
        if (step.Remove is { } gone)
        {
            Owners[gone] = null;
        }

        if (step.Put is { } mine)
        {
            Owners[mine] = scope;
        }

        return Written;
    }

    private bool IsCurrent(int scope, long epoch) => _scopes[scope].Epoch == epoch && !_scopes[scope].Released;

    private sealed class ScopeState
    {
        public long Epoch { get; init; }

        public bool Dead { get; init; }

        public bool Released { get; set; }

        public bool Stop { get; set; }

        public int Expires { get; set; }
    }
}
