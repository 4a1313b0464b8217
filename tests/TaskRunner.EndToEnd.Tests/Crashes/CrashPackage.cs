using System.Text.Json;

namespace TaskRunner.EndToEnd.Tests.Crashes;

/// <summary>The package of one trial: a chain of three tasks, each process of which writes its begin and its end into a ledger and syncs it.</summary>
internal sealed class CrashPackage
{
    /// <summary>The first process of a step that has a gate waits in it; those after it pass. It takes the gate before it says that it began, for then it may be killed.</summary>
    private const string Script =
        """
        note() { printf '%s %s %s\n' "$NAME" "$1" "$2" | dd of="$LEDGER" oflag=append conv=notrunc,fsync status=none; }
        run() {
          held=
          if [ -e "$GATES/$NAME.$1" ] && mkdir "$GATES/$NAME.$1.taken" 2>/dev/null; then held=yes; fi
          note "$1" begin
          if [ "$held" ]; then until [ -e "$GATES/open" ]; do sleep 0.02; done; fi
          note "$1" end
        }
        """;

    private readonly string _root;

    public CrashPackage(string root, CrashCase trial)
    {
        _root = root;
        Directory.CreateDirectory(Folder);
        Directory.CreateDirectory(Gates);
        File.WriteAllText(Ledger, "");
        if (trial.Place.Moment == "started")
        {
            Gated = CrashTable.Uninterrupted(trial.Story, trial.Policy)[trial.Place.Number - 1];
            File.WriteAllText(Path.Combine(Gates, $"{Gated.Task}.{Gated.Verb}"), "");
        }

        File.WriteAllText(Path.Combine(Folder, "taskrunner.yaml"), Manifest(trial));
    }

    public string Folder => Path.Combine(_root, "package");

    /// <summary>The step that waits until <see cref="Open"/>.</summary>
    public CrashStep? Gated { get; }

    private string Gates => Path.Combine(_root, "gates");

    private string Ledger => Path.Combine(_root, "ledger");

    public List<string> ReadLedger() => [.. File.ReadAllLines(Ledger)];

    public void Open() => File.WriteAllText(Path.Combine(Gates, "open"), "");

    private string Manifest(CrashCase trial) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["apiVersion"] = "taskrunner/v1",
        ["kind"] = "Package",
        ["name"] = "crash",
        ["version"] = "1.0.0",
        ["onFailure"] = new { rollback = trial.Story == CrashStory.RollsAllBack ? "all" : "failed" },
        ["tasks"] = (object[])[Task(trial, "first", []), Task(trial, "work", ["first"]), Task(trial, "last", ["work"])],
    });

    private Dictionary<string, object> Task(CrashCase trial, string name, string[] needs)
    {
        var policy = CrashTable.PolicyOf(trial.Story, trial.Policy, name);
        var fails = (trial.Story, name) is (CrashStory.RollsAllBack, "last") or (CrashStory.WorkFails, "work");
        var spec = new Dictionary<string, object>
        {
            ["env"] = new Dictionary<string, string> { ["NAME"] = name, ["LEDGER"] = Ledger, ["GATES"] = Gates },
            ["execute"] = Run("execute", fails ? "exit 1" : "echo value=x > \"$TASKRUNNER_OUTPUT\""),
        };
        if (policy.Rollback)
        {
            spec["rollback"] = Run("rollback", "true");
        }

        if (policy.Probe != ProbeAnswer.NoProbe)
        {
            spec["probe"] = Run("probe", policy.Probe switch
            {
                ProbeAnswer.Done => "echo value=x > \"$TASKRUNNER_OUTPUT\"",
                ProbeAnswer.NotDone => "exit 3",
                _ => "exit 5",
            });
        }

        return new Dictionary<string, object>
        {
            ["name"] = name,
            ["type"] = "shell",
            ["needs"] = needs,
            ["rollback"] = policy.Rollback,
            ["idempotent"] = policy.Idempotent,
            ["outputs"] = new { value = new { type = "string" } },
            ["spec"] = spec,
        };
    }

    private static object Run(string verb, string end) => new { run = $"{Script}\nrun {verb}\n{end}\n" };
}
