namespace TaskRunner.Cli.Drill;

/// <summary>The package, its answers or the call were refused before anything ran; the person is told what the call said.</summary>
internal sealed class ChildRefusedException(int code, string error) : Exception(error)
{
    public int Code { get; } = code;
}
