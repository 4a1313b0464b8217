using System.Collections.Immutable;

namespace TaskRunner.Server.Http.Shapes;

/// <summary>All shapes there are.</summary>
internal static class ShapeTable
{
    public static ImmutableArray<Shape> All { get; } =
    [
        .. ProblemShapes.All,
        .. RunShapes.All,
        .. TaskShapes.All,
        .. InstallationShapes.All,
        .. PackageShapes.All,
        .. FormShapes.All,
        .. PlanShapes.All,
        .. AccessShapes.All,
        .. StoreShapes.All,
    ];
}
