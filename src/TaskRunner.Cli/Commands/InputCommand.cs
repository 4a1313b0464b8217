using System.CommandLine;
using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner input PATH</c>: inside a script, one value of <c>$TASKRUNNER_INPUT</c>. A text is printed as it is, everything else as JSON.</summary>
internal static class InputCommand
{
    public static Command Create(Session session, Flags flags)
    {
        var path = flags.Argument("PATH");
        var command = new Command("input") { path };
        command.SetAction(parsed =>
        {
            var value = Find(Read(session), parsed.GetValue(path)!);
            session.Out.WriteLine(value is StringValue text ? text.Text : JsonWriter.ToText(value));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Value Read(Session session)
    {
        var file = session.Environment.GetValueOrDefault("TASKRUNNER_INPUT")
            ?? throw new RefusedException(RefusalKind.Usage, "TR8011");
        var source = AnswerFlags.ReadFile(file);
        try
        {
            return JsonReader.ReadTrusted(source.Utf8);
        }
        catch (JsonException e)
        {
            throw new RefusedException(RefusalKind.Invalid, "TR8005", file, e.Message);
        }
    }

    private static Value Find(Value root, string path)
    {
        var at = root;
        foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            at = (at as MapValue)?[step] ?? throw Missing(path, step, at);
        }

        return at;
    }

    private static RefusedException Missing(string path, string step, Value at)
    {
        var near = at is MapValue map ? NearestName.Of(step, map.Entries.Select(e => e.Key)) : null;
        return new RefusedException(RefusalKind.NotFound, [new Diagnostic("TR8012", Severity.Error, default, [path, step]) { DidYouMean = near }]);
    }
}
