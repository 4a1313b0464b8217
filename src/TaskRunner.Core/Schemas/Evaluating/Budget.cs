namespace TaskRunner.Schemas.Evaluating;

/// <summary>How many schemas may still be applied: schemas that include each other twice can cost more than anybody waits for.</summary>
internal sealed class Budget
{
    private const int MostSteps = 5_000_000;

    private int _left = MostSteps;

    public bool TrySpend() => --_left >= 0;
}
