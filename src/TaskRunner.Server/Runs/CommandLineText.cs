using System.Text;
using TaskRunner.Values;

namespace TaskRunner.Server.Runs;

/// <summary>The command line that asks for the same, to be copied. What is secret is not in it: a file stands for it.</summary>
internal static class CommandLineText
{
    public static string Of(RunRequest request, MapValue? sealedAnswers)
    {
        var line = new StringBuilder("taskrunner ").Append(request.Operation == "reapply" ? "upgrade" : request.Operation)
            .Append(' ').Append(Quoted(request.Run ?? request.Installation));
        if (request.Package is { } package && request.Operation != "retry")
        {
            line.Append(' ').Append(package);
        }

        Answers(line, request.Answers, sealedAnswers, "");
        Repeat(line, "--run", request.RunTasks);
        Repeat(line, "--reuse", request.ReuseTasks);
        Flag(line, "--from", request.From);
        Flag(line, "--only", request.Only);
        Flag(line, "--rollback-on-failure", request.RollbackOnFailure);
        Flag(line, "--timeout", request.Timeout);
        Flag(line, "--parallel", request.Parallel is { } parallel ? $"{parallel}" : null);
        line.Append(request.InstallIfMissing ? " --install" : "").Append(request.Prune ? " --prune" : "").Append(request.AllowDowngrade ? " --allow-downgrade" : "");
        return line.ToString();
    }

    private static void Answers(StringBuilder line, MapValue? given, MapValue? kept, string path)
    {
        foreach (var entry in given?.Entries ?? [])
        {
            var name = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
            var known = kept?[entry.Key];
            if (known is SecretValue)
            {
                line.Append(" --set-file ").Append(Quoted($"{name}=FILE"));
            }
            else if (entry.Value is MapValue { Entries.IsEmpty: false } map)
            {
                Answers(line, map, known as MapValue, name);
            }
            else
            {
                var text = entry.Value is StringValue plain ? plain.Text : JsonWriter.ToText(entry.Value);
                line.Append(" --set ").Append(Quoted($"{name}={text}"));
            }
        }
    }

    private static void Repeat(StringBuilder line, string flag, IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            Flag(line, flag, value);
        }
    }

    private static void Flag(StringBuilder line, string flag, string? value)
    {
        if (value is not null)
        {
            line.Append(' ').Append(flag).Append(' ').Append(Quoted(value));
        }
    }

    private static string Quoted(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '=' or ',' or '@')
        ? text
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
