using System.Threading.Channels;
using TaskRunner.Values;

namespace TaskRunner.Execution;

/// <summary>What reaches the engine's loop from other threads. The hierarchy is closed.</summary>
internal abstract class Message
{
    private protected Message()
    {
    }

    /// <summary>A timer fired: the loop should look round.</summary>
    public sealed class Wake : Message
    {
        public static Wake Instance { get; } = new();
    }

    /// <summary>The lease is lost.</summary>
    public sealed class Abandoned : Message;

    public sealed class StopWished(StopWish wish) : Message
    {
        public StopWish Wish => wish;
    }

    /// <summary>An effect waits for what it says of itself to be durable.</summary>
    public abstract class OfEffect(RunningAttempt attempt, string step) : Message
    {
        // Continuations run on the pool: the effect must not hold up the loop that let it go on.
        private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public RunningAttempt Attempt => attempt;

        public string Step => step;

        public Task Durable => _durable.Task;

        public void Allow() => _durable.TrySetResult();

        public void Refuse(Exception reason)
        {
            attempt.WasRefused = true;
            _durable.TrySetException(reason);
        }
    }

    /// <summary>An effect is about to begin.</summary>
    public sealed class EffectAsked(RunningAttempt attempt, string step) : OfEffect(attempt, step);

    /// <summary>An effect has returned.</summary>
    public sealed class EffectEnded(RunningAttempt attempt, string step, MapValue outcome) : OfEffect(attempt, step)
    {
        public MapValue Outcome => outcome;
    }

    public sealed class StepEnded(RunningAttempt attempt, string step, MapValue outcome) : Message
    {
        public RunningAttempt Attempt => attempt;

        public string Step => step;

        public MapValue Outcome => outcome;
    }
}

/// <summary>The queue before the engine's loop: any thread writes, the loop reads.</summary>
internal sealed class Mailbox
{
    private readonly Channel<Message> _channel = Channel.CreateUnbounded<Message>(new UnboundedChannelOptions { SingleReader = true });

    public void Post(Message message) => _channel.Writer.TryWrite(message);

    public bool TryTake(out Message message) => _channel.Reader.TryRead(out message!);

    public async ValueTask WaitAsync() => await _channel.Reader.WaitToReadAsync();
}
