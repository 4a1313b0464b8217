using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Operations.Installations;

/// <summary>What changed in the answers of an installation from one of its runs to another.</summary>
public sealed class DifferencesOperation(Workbench bench)
{
    /// <param name="from">A run; null: nothing was answered before.</param>
    /// <param name="to">A run.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusedException">There is no such run.</exception>
    public async Task<ImmutableArray<AnswerDifference>> RunAsync(string? from, string to, CancellationToken cancellationToken)
    {
        var runs = new OperationTools(bench).Runs;
        var before = from is null ? MapValue.Empty : (await runs.GetAsync(from, cancellationToken).ConfigureAwait(false)).Plan.Answers;
        var after = (await runs.GetAsync(to, cancellationToken).ConfigureAwait(false)).Plan.Answers;
        return Compare(before, after);
    }

    /// <summary>The same of any two sets of answers.</summary>
    public static ImmutableArray<AnswerDifference> Compare(MapValue before, MapValue after)
    {
        var found = ImmutableArray.CreateBuilder<AnswerDifference>();
        Compare(before, after, "", found);
        return found.ToImmutable();
    }

    private static void Compare(MapValue before, MapValue after, string path, ImmutableArray<AnswerDifference>.Builder found)
    {
        foreach (var key in before.Entries.Select(e => e.Key).Union(after.Entries.Select(e => e.Key)))
        {
            var (old, now, name) = (before[key], after[key], path.Length == 0 ? key : $"{path}.{key}");
            if (old is MapValue or null && now is MapValue or null && !(old is null && now is null))
            {
                Compare(old as MapValue ?? MapValue.Empty, now as MapValue ?? MapValue.Empty, name, found);
            }
            else if (!Equals(old, now))
            {
                found.Add(new AnswerDifference(name, old, now));
            }
        }
    }
}

/// <summary>One answer that is not the same; null: not answered. Secrets are compared and shown by fingerprint.</summary>
public sealed record AnswerDifference(string Path, Value? From, Value? To)
{
    /// <summary><c>added</c>, <c>removed</c> or <c>changed</c>.</summary>
    public string Kind => From is null ? "added" : To is null ? "removed" : "changed";
}
