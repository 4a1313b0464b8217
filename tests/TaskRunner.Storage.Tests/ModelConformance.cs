using CsCheck;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;

namespace TaskRunner.Storage.Tests;

/// <summary>Generated sequences of steps: the store answers each as the model does, and holds in the end what the model holds.</summary>
public abstract class ModelConformance : LeaseConformance
{
    private const int Scopes = 3, Runs = 4, Services = 3;
    private static readonly Gen<int> Small = Gen.Int[0, 5];
    private static readonly Gen<int?> Service = Gen.Int[-3, Services - 1].Select(i => i < 0 ? (int?)null : i);

    private static readonly Gen<StoreStep> Step = Gen.Frequency(
        (4, Gen.Select(Gen.Int[0, Scopes - 1], Gen.Int[0, 3], (s, d) => (StoreStep)new StoreStep.Acquire(s, d == 0))),
        (2, Small.Select(l => (StoreStep)new StoreStep.Renew(l))),
        (1, Small.Select(l => (StoreStep)new StoreStep.Release(l))),
        (8, Gen.Select(Small, Gen.Int[0, (Scopes * Runs) - 1], Gen.Int[0, 3], Gen.Int[-3, 1], Service, Service).Select((l, r, c, k, p, d) =>
            (StoreStep)new StoreStep.Commit(l, r, c, Math.Max(0, k), p, d == p ? null : d))),
        (1, Gen.Int[0, Scopes - 1].Select(s => (StoreStep)new StoreStep.RequestStop(s))),
        (1, Small.Select(l => (StoreStep)new StoreStep.FindStop(l))),
        (2, Gen.Int[1, 20].Select(s => (StoreStep)new StoreStep.Pass(s))),
        (1, Gen.Const((StoreStep)new StoreStep.Reopen())));

    [Fact]
    public async Task Every_sequence_of_steps_ends_as_the_model_says() =>
        await Step.List[1, 40].SampleAsync(TryAsync, iter: Sequences, threads: 1);

    /// <summary>How many sequences are worth their time.</summary>
    protected abstract int Sequences { get; }

    private async Task TryAsync(List<StoreStep> steps)
    {
        var trial = new Trial(this, Guid.NewGuid().ToString("n")[..8]);
        foreach (var step in steps)
        {
            await trial.TakeAsync(step);
        }

        await ReopenAsync();
        await trial.CompareAsync();
    }

    /// <summary>One sequence, with names of its own so that all share the test's store.</summary>
    private sealed class Trial(ModelConformance test, string prefix)
    {
        private readonly StoreModel _model = new(Scopes, Runs, Services);
        private readonly List<(int Scope, Lease Lease)> _leases = [];

        public async Task TakeAsync(StoreStep step)
        {
            switch (step)
            {
                case StoreStep.Acquire s:
                    await AcquireAsync(s);
                    break;
                case StoreStep.Pass s:
                    _model.Pass(s.Seconds);
                    test.Clock.Advance(TimeSpan.FromSeconds(s.Seconds));
                    break;
                case StoreStep.Reopen:
                    await test.ReopenAsync();
                    break;
                case StoreStep.RequestStop s:
                    var request = new StopRequest(StopRequest.Cancel, "wang", Sample.Time);
                    Assert.Equal(_model.RequestStop(s.Scope), await test.Store.RequestStopAsync(Lease.ScopeOf(Name(s.Scope)), request, Never));
                    break;
                default:
                    if (_leases.Count > 0)
                    {
                        await UseAsync(step);
                    }

                    break;
            }
        }

        public async Task CompareAsync()
        {
            for (var run = 0; run < Scopes * Runs; run++)
            {
                var records = await Sample.ReadAsync(test.Store, Run(run));
                Assert.Equal(_model.Epochs[run], records.Select(r => r.Epoch));
                Assert.Equal(Enumerable.Range(1, records.Count).Select(i => (long)i), records.Select(r => r.Seq));
                Assert.Equal(records.Count, await test.Store.ReadHeadAsync(Run(run), Never));
            }

            for (var service = 0; service < Services; service++)
            {
                var owner = _model.Owners[service] is { } scope ? Name(scope) : null;
                Assert.Equal(owner, (await test.Store.FindServiceAsync($"{prefix}-{service}", Never))?.Installation);
            }

            for (var scope = 0; scope < Scopes; scope++)
            {
                Assert.Equal(_model.IsHeld(scope), await test.Store.FindHolderAsync(Lease.ScopeOf(Name(scope)), Never) is not null);
            }
        }

        private async Task AcquireAsync(StoreStep.Acquire step)
        {
            var holder = step.Dead ? Sample.Dead("dead") : Sample.Alive("alive");
            var grant = await test.Store.AcquireAsync(Lease.ScopeOf(Name(step.Scope)), holder, Never);
            Assert.Equal(_model.Acquire(step.Scope, step.Dead), (grant as LeaseGrant.Granted)?.Lease.Epoch);
            if (grant is LeaseGrant.Granted granted)
            {
                _leases.Add((step.Scope, granted.Lease));
            }
        }

        private async Task UseAsync(StoreStep step)
        {
            switch (step)
            {
                case StoreStep.Renew s when Pick(s.Lease) is var (scope, lease):
                    Assert.Equal(_model.Renew(scope, lease.Epoch), await test.Store.RenewAsync(lease, Never));
                    break;
                case StoreStep.Release s when Pick(s.Lease) is var (scope, lease):
                    _model.Release(scope, lease.Epoch);
                    await test.Store.ReleaseAsync(lease, Never);
                    break;
                case StoreStep.FindStop s when Pick(s.Lease) is var (scope, lease):
                    Assert.Equal(_model.FindStop(scope, lease.Epoch), await test.Store.FindStopRequestAsync(lease, Never) is not null);
                    break;
                case StoreStep.Commit s when Pick(s.Lease) is var (scope, lease):
                    var head = _model.Epochs[s.Run].Count;
                    Assert.Equal(_model.Commit(scope, lease.Epoch, s, s.Run), await CommitAsync(lease, Name(scope), s, head));
                    break;
                default:
                    throw new InvalidOperationException($"{step} is not tried");
            }
        }

        private async Task<string> CommitAsync(Lease lease, string installation, StoreStep.Commit step, int head)
        {
            var commit = new StoreCommit
            {
                Lease = lease,
                RunId = Run(step.Run),
                Run = Sample.Run(Run(step.Run), Name(_model.ScopeOfRun(step.Run))),
                Records = [.. Enumerable.Range(1, step.Count).Select(i => Sample.Record(lease, head + i + step.Skew))],
                PutServices = step.Put is { } put ? [Sample.Service($"{prefix}-{put}", installation)] : [],
                RemoveServices = step.Remove is { } remove ? [$"{prefix}-{remove}"] : [],
            };
            try
            {
                await test.Store.CommitAsync(commit, Never);
                return StoreModel.Written;
            }
            catch (StaleLeaseException)
            {
                return StoreModel.Stale;
            }
            catch (ArgumentException)
            {
                return StoreModel.Argument;
            }
            catch (RefusedException e) when (e.Kind == RefusalKind.NotAllowed)
            {
                return StoreModel.Taken;
            }
        }

        /// <summary>The newest are picked most: they are the ones that are still good.</summary>
        private (int Scope, Lease Lease) Pick(int number) => _leases[^((number % _leases.Count) + 1)];

        private string Name(int scope) => $"{prefix}-{scope}";

        private string Run(int run) => $"{prefix}-run-{run}";
    }
}
