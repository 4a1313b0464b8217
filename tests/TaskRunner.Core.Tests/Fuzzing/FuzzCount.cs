using System.Globalization;

namespace TaskRunner.Core.Tests.Fuzzing;

/// <summary>What the readers were really given: counted where it happens, printed, and held against what the documentation says.</summary>
public sealed class FuzzCount : IDisposable
{
    private const int Readers = 7;
    private const long Promised = 1_000_000;

    private readonly Lock _gate = new();
    private readonly List<(string Reader, long Executions)> _done = [];

    public void Add(string reader, long executions)
    {
        lock (_gate)
        {
            _done.Add((reader, executions));
        }
    }

    public void Dispose()
    {
        var all = _done.Sum(d => d.Executions);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fuzzing: {all:N0} executions ({string.Join(", ", _done.Select(d => $"{d.Reader} {d.Executions}"))})"));
        Assert.True(_done.Count < Readers || all >= Promised, $"only {all} executions");
    }
}
