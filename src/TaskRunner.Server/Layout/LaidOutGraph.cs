using System.Collections.Immutable;
using TaskRunner.Model;

namespace TaskRunner.Server.Layout;

/// <summary>A graph with places: where each box stands and how each line goes. States are not part of it, so it holds for the whole run.</summary>
internal sealed record LaidOutGraph(int Width, int Height, ImmutableArray<Box> Boxes, ImmutableArray<Line> Lines)
{
    public const int BoxWidth = 200;
    public const int BoxHeight = 48;
}

/// <summary>A task (an index in the plan), or a group of them that is drawn as one.</summary>
internal sealed record Box(string Name, ImmutableArray<int> Tasks, bool IsGroup, int X, int Y);

/// <summary>From one box to another, with the corners between.</summary>
internal sealed record Line(int From, int To, EdgeCondition On, ImmutableArray<(int X, int Y)> Points);
