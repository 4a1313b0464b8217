namespace TaskRunner.Cli;

/// <summary>How this very program is started again: by itself, or by <c>dotnet</c> where that started it.</summary>
internal static class OwnProgram
{
    private static readonly string Process = Environment.ProcessPath ?? throw new PlatformNotSupportedException("the system does not tell which program this is");

    private static bool IsHosted => Path.GetFileNameWithoutExtension(Process) == "dotnet";

    /// <summary>The folder in which a script finds <c>taskrunner</c>.</summary>
    public static string Folder => IsHosted ? AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar) : Path.GetDirectoryName(Process)!;

    /// <summary>File to execute, and all its arguments.</summary>
    public static (string FileName, string[] Arguments) Call(IEnumerable<string> arguments) =>
        (Process, IsHosted ? [Path.GetFullPath(Environment.GetCommandLineArgs()[0]), .. arguments] : [.. arguments]);
}
