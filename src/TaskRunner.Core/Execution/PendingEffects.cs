namespace TaskRunner.Execution;

/// <summary>Effects whose begin or end is recorded but not yet durable.</summary>
internal sealed class PendingEffects
{
    private readonly List<Message.OfEffect> _effects = [];

    public void Add(Message.OfEffect effect) => _effects.Add(effect);

    public void Allow()
    {
        _effects.ForEach(e => e.Allow());
        _effects.Clear();
    }

    public void Refuse(Exception reason)
    {
        _effects.ForEach(e => e.Refuse(reason));
        _effects.Clear();
    }
}
