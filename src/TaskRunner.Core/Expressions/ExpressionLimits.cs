namespace TaskRunner.Expressions;

/// <summary>Bounds on what a package's author can make the reader and the planner do; each has a code of its own.</summary>
internal static class ExpressionLimits
{
    /// <summary>Characters of one expression.</summary>
    public const int Length = 16 * 1024;

    /// <summary>Nesting of brackets, calls, choices and negations: keeps recursion far from the end of the stack.</summary>
    public const int Depth = 64;

    /// <summary>Characters of a string that an expression makes (<c>security.md</c>: 1 MiB a value).</summary>
    public const int Result = 1024 * 1024;

    /// <summary>Items of a list that <c>split</c> makes.</summary>
    public const int Items = 64 * 1024;
}
