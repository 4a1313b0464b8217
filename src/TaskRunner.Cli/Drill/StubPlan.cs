using System.Text.RegularExpressions;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Cli.Drill;

/// <summary>
/// What stubbed tasks do: their declared outputs, made up by schema, and the ledger in which each writes what it was called for.
/// The calls of a drill read it from a file that a variable names.
/// </summary>
internal sealed partial record StubPlan(string Ledger, MapValue Outputs)
{
    public const string Variable = "TASKRUNNER_STUB";
    public const string LedgerName = "ledger";

    /// <summary>Null: tasks are real.</summary>
    public static StubPlan? Of(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.GetValueOrDefault(Variable) is not { Length: > 0 } file)
        {
            return null;
        }

        var map = (MapValue)JsonReader.ReadTrusted(File.ReadAllBytes(file));
        return new StubPlan(((StringValue)map["ledger"]!).Text, (MapValue)map["outputs"]!);
    }

    /// <param name="manifest">What is drilled.</param>
    /// <param name="ledger">Where tasks write what they were called for.</param>
    /// <param name="old">What it is upgraded from; its tasks of the same names give the outputs of the new ones, and their own beside.</param>
    /// <exception cref="RefusedException">An output's schema cannot be met by a made-up value.</exception>
    public static StubPlan For(PackageManifest manifest, string ledger, PackageManifest? old = null)
    {
        var (outputs, missing) = (MapValue.Empty, new DiagnosticBag());
        if (old is not null)
        {
            Add(old, "");
        }

        Add(manifest, "");
        missing.ThrowIfErrors();
        return new StubPlan(ledger, outputs);

        void Add(PackageManifest package, string prefix)
        {
            foreach (var task in package.Tasks)
            {
                outputs = outputs.With(prefix + task.Name, Joined(outputs[prefix + task.Name] as MapValue, OutputsOf(task, missing)));
                if (task.Inner is { } inner)
                {
                    Add(inner, $"{prefix}{task.Name}/");
                }
            }
        }
    }

    public void Write(string file) => File.WriteAllText(file, MapValue.Of(("ledger", Value.From(Ledger)), ("outputs", Outputs)).ToString());

    public MapValue OutputsOf(string task) => Outputs[Keys().Replace(task, "")] as MapValue ?? MapValue.Empty;

    /// <summary>Tasks that must not run twice, ran twice, and were not rolled back in between.</summary>
    public IEnumerable<string> RanTwice(string ledger, Func<string, TaskPolicy> policyOf)
    {
        var runs = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var words in File.Exists(ledger) ? File.ReadLines(ledger).Select(l => l.Split(' ', 2)) : [])
        {
            runs[words[1]] = words[0] switch
            {
                "execute" => runs.GetValueOrDefault(words[1]) + 1,
                "rollback" => 0,
                _ => runs.GetValueOrDefault(words[1]),
            };
            if (runs[words[1]] > 1 && !policyOf(words[1]).Idempotent)
            {
                yield return words[1];
            }
        }
    }

    private static MapValue Joined(MapValue? before, MapValue outputs) =>
        outputs.Entries.Aggregate(before ?? MapValue.Empty, (all, e) => all.With(e.Key, e.Value));

    private static MapValue OutputsOf(TaskDefinition task, DiagnosticBag missing)
    {
        var made = MapValue.Empty;
        foreach (var output in task.Outputs.Where(o => o.Value is null))
        {
            var value = SampleValue.Of(output.Schema.Root);
            if (output.Schema.Evaluate(value).Errors.FirstOrDefault() is { } error)
            {
                missing.Add(new Diagnostic("TR8061", Severity.Error, output.Span, [task.Name, output.Name, error.Pointer is { Length: > 0 } at ? at : "/"]));
            }

            made = made.With(output.Name, value);
        }

        return made;
    }

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Keys();
}
