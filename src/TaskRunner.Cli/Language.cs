namespace TaskRunner.Cli;

/// <summary>The reader's language: <c>--lang</c>, else <c>TASKRUNNER_LANG</c>, else the locale. Needed before parsing, because help is translated too.</summary>
internal static class Language
{
    public static string Choose(string[] args, IReadOnlyDictionary<string, string> environment)
    {
        var asked = FromArguments(args)
            ?? Set(environment, "TASKRUNNER_LANG")
            ?? Set(environment, "LC_ALL")
            ?? Set(environment, "LC_MESSAGES")
            ?? Set(environment, "LANG")
            ?? "en";
        return asked.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? "zh" : "en";
    }

    private static string? FromArguments(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i].StartsWith("--lang=", StringComparison.Ordinal))
            {
                return args[i]["--lang=".Length..];
            }

            if (args[i] == "--lang" && i + 1 < args.Length)
            {
                return args[i + 1];
            }
        }

        return null;
    }

    private static string? Set(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
