namespace TaskRunner.Execution;

/// <summary>Effects whose begin is recorded but not yet durable.</summary>
internal sealed class PendingEffects
{
    private readonly List<Message.EffectAsked> _effects = [];

    public void Add(Message.EffectAsked effect) => _effects.Add(effect);

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
