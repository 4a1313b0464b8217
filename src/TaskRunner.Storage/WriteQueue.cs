using System.Data.Common;

namespace TaskRunner.Storage;

/// <summary>
/// The one writer of this process. What arrives while a transaction is being synced waits and shares the next one (group commit);
/// each call still succeeds or fails alone: when one of a group is refused the transaction is taken back and each is tried by itself.
/// </summary>
internal sealed class WriteQueue(Func<SqlSession> open, Func<Exception, Exception> explain) : IDisposable
{
    private readonly Lock _gate = new();
    private List<Write> _waiting = [];
    private TaskCompletionSource? _idle;
    private SqlSession? _session;
    private bool _running;
    private bool _closed;

    public ValueTask<T> RunAsync<T>(Func<SqlSession, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = new Write<T>(work);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _waiting.Add(write);
            if (!_running)
            {
                _running = true;
                ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.Drain(), this, preferLocal: false);
            }
        }

        return new ValueTask<T>(write.Task);
    }

    /// <summary>Waits for what was asked for before; nothing is accepted any more.</summary>
    public async ValueTask CloseAsync()
    {
        Task idle;
        lock (_gate)
        {
            _closed = true;
            idle = _running ? (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }

        await idle;
        Dispose();
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }

    private void Drain()
    {
        while (TakeGroup() is { } group)
        {
            if (Commit(group) is not { } failure)
            {
                continue;
            }

            if (group.Count == 1)
            {
                group[0].Fail(explain(failure));
                continue;
            }

            foreach (var write in group)
            {
                if (Commit([write]) is { } own)
                {
                    write.Fail(explain(own));
                }
            }
        }
    }

    private List<Write>? TakeGroup()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _running = false;
                _idle?.SetResult();
                return null;
            }

            var group = _waiting;
            _waiting = [];
            return group;
        }
    }

    /// <returns>Why nothing of the group was written, or null.</returns>
    private Exception? Commit(List<Write> group)
    {
        try
        {
            _session ??= open();
            _session.Execute(Sql.Begin);
            foreach (var write in group)
            {
                write.Apply(_session);
            }

            _session.Execute(Sql.Commit);
        }
        catch (Exception e)
        {
            // Whatever it is, it belongs to the caller whose write this was, not to this thread.
            TakeBack();
            return e;
        }

        foreach (var write in group)
        {
            write.Complete();
        }

        return null;
    }

    private void TakeBack()
    {
        try
        {
            _session?.Execute(Sql.Rollback);
        }
        catch (DbException)
        {
            // No transaction is open: it never began, or the database took it back itself (disk full). In any other case a new
            // connection cannot inherit what this one left undone.
            Dispose();
        }
    }

    private abstract class Write
    {
        public abstract void Apply(SqlSession session);

        public abstract void Complete();

        public abstract void Fail(Exception failure);
    }

    private sealed class Write<T>(Func<SqlSession, T> work) : Write
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!; // set by Apply before Complete

        public Task<T> Task => _done.Task;

        public override void Apply(SqlSession session) => _result = work(session);

        public override void Complete() => _done.SetResult(_result);

        public override void Fail(Exception failure) => _done.SetException(failure);
    }
}
