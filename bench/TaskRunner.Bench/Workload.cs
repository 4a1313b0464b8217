namespace TaskRunner.Bench;

/// <summary>A graph to be run by every tool: tasks 0…Count-1, edges (before, after) with before &lt; after, one shell command for all.</summary>
internal sealed record Workload(string Name, int Count, IReadOnlyList<(int Before, int After)> Edges, string Command)
{
    private const int Seed = 20260101;

    /// <summary>The works of docs and bench README; the size replaces the work's own.</summary>
    public static Workload Create(string work, int? size) => work switch
    {
        "independent" => new(work, size ?? 1_000, [], "true"),
        "chain" => new(work, size ?? 1_000, Chain(size ?? 1_000), "true"),
        "layers" => Layers(work, size ?? 10_000, edgesPerTask: 2),
        "fan" => Fan(work, size ?? 5_000),
        "log" => new(work, 1, [], $"head -c {size ?? 1 << 30} /dev/zero | tr '\\0' 'x'"),
        "plan" => Layers(work, size ?? 100_000, edgesPerTask: 2),
        "cli" => Layers(work, size ?? 20, edgesPerTask: 2),
        _ => throw new ArgumentException($"there is no work “{work}”", nameof(work)),
    };

    private static (int, int)[] Chain(int count) => [.. Enumerable.Range(1, count - 1).Select(i => (i - 1, i))];

    /// <summary>Layers of 100; each task waits for some random ones of the layer before, seeded, without doubles.</summary>
    private static Workload Layers(string name, int count, int edgesPerTask)
    {
        const int Width = 100;
        var random = new Random(Seed);
        var edges = new List<(int, int)>(count * edgesPerTask);
        for (var task = Width; task < count; task++)
        {
            var first = (task / Width * Width) - Width;
            var before = new HashSet<int>();
            while (before.Count < edgesPerTask)
            {
                before.Add(first + random.Next(Width));
            }

            edges.AddRange(before.Order().Select(b => (b, task)));
        }

        return new Workload(name, count, edges, "true");
    }

    private static Workload Fan(string name, int width)
    {
        var edges = new List<(int, int)>(2 * width);
        for (var i = 1; i <= width; i++)
        {
            edges.Add((0, i));
            edges.Add((i, width + 1));
        }

        return new Workload(name, width + 2, [.. edges.OrderBy(e => e.Item2)], "true");
    }
}
