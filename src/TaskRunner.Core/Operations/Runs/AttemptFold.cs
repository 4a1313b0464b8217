using TaskRunner.Journal;
using TaskRunner.TaskTypes;

namespace TaskRunner.Operations.Runs;

/// <summary>The attempts of one task as its events tell them, in their order.</summary>
internal sealed class AttemptFold
{
    private readonly List<AttemptDetail> _attempts = [];

    public IReadOnlyList<AttemptDetail> Attempts => _attempts;

    public PersonDecision? Decided { get; private set; }

    public void Take(RunEvent.OfTask happened)
    {
        switch (happened)
        {
            case RunEvent.AttemptIntended e:
                _attempts.Add(new AttemptDetail(e.Attempt, EventWords.Of(e.Kind), e.At));
                break;
            case RunEvent.AttemptSettled e:
                Change(e.Attempt, a => a with
                {
                    State = EventWords.Of(e.Outcome),
                    FinishedAt = e.At,
                    Failure = (e.Outcome as TaskOutcome.Failed)?.Failure,
                    Evidence = (e.Outcome as TaskOutcome.Unknown)?.Evidence ?? a.Evidence,
                });
                break;
            case RunEvent.ProbeSettled e:
                Change(e.Attempt, a => a with
                {
                    State = EventWords.Of(e.Outcome),
                    FinishedAt = e.At,
                    Evidence = (e.Outcome as ProbeOutcome.CannotTell)?.Evidence ?? a.Evidence,
                });
                break;
            case RunEvent.AttemptLost e:
                Change(e.Attempt, a => a with { State = "lost", FinishedAt = e.At, Evidence = e.Evidence });
                break;
            case RunEvent.AttemptNotReleased e:
                Change(e.Attempt, a => a with { State = "not-released", FinishedAt = e.At });
                break;
            case RunEvent.AttemptAdopted e:
                Change(e.Attempt, a => a with { State = "running", FinishedAt = null, Failure = null, Evidence = e.Evidence });
                break;
            case RunEvent.DecisionRecorded e:
                Decided = new PersonDecision(EventWords.Of(e.Decision), e.Reason, e.By, e.At);
                break;
        }
    }

    private void Change(int number, Func<AttemptDetail, AttemptDetail> change)
    {
        var at = _attempts.FindLastIndex(a => a.Number == number);
        if (at >= 0)
        {
            _attempts[at] = change(_attempts[at]);
        }
    }
}
