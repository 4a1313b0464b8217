using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Tests.Shell;

public sealed class EnvironmentTests : IDisposable
{
    private readonly ShellBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("TASKRUNNER_RUN", "run-7")]
    [InlineData("TASKRUNNER_TASK", "schema")]
    [InlineData("TASKRUNNER_KEY", "key-of-the-task")]
    [InlineData("TASKRUNNER_EPOCH", "5")]
    [InlineData("TASKRUNNER_OPERATION", "upgrade")]
    [InlineData("TASKRUNNER_FROM_VERSION", "1.0.0")]
    [InlineData("TASKRUNNER_TO_VERSION", "2.0.0")]
    public async Task The_runner_says(string name, string value) =>
        Assert.Equal(value, (await VariablesAsync("run: env > env.txt"))[name]);

    [Fact]
    public async Task The_attempt_mark_and_the_folders_are_those_of_the_attempt()
    {
        var variables = await VariablesAsync("run: env > env.txt");
        Assert.Equal(_bench.AttemptId, variables["TASKRUNNER_ATTEMPT"]);
        Assert.Equal(_bench.Package, variables["TASKRUNNER_PACKAGE"]);
        Assert.Equal(_bench.Work, variables["TASKRUNNER_WORKDIR"]);
        Assert.Equal(_bench.Work, variables["PWD"]);
    }

    [Fact]
    public async Task What_is_not_known_is_not_set()
    {
        var context = Context("run: env > env.txt") with { FromVersion = null, ToVersion = null, Cause = null };
        var variables = await VariablesAsync(context);
        Assert.DoesNotContain("TASKRUNNER_FROM_VERSION", variables);
        Assert.DoesNotContain("TASKRUNNER_TO_VERSION", variables);
        Assert.DoesNotContain("TASKRUNNER_CAUSE", variables);
        Assert.DoesNotContain("TASKRUNNER_OUTPUTS", variables);
    }

    [Fact]
    public async Task A_rollback_is_told_its_cause()
    {
        var context = Context("{run: 'true', rollback: {run: env > env.txt}}") with { Cause = "unknown" };
        await _bench.Task.RollbackAsync(context);
        Assert.Equal("unknown", Read()["TASKRUNNER_CAUSE"]);
    }

    [Fact]
    public async Task Of_the_host_come_only_what_every_program_needs_and_what_the_spec_inherits()
    {
        var host = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin:/bin",
            ["HOME"] = "/home/me",
            ["LANG"] = "C.UTF-8",
            ["TZ"] = "Asia/Shanghai",
            ["TMPDIR"] = "/var/tmp",
            ["https_proxy"] = "http://proxy:3128",
            ["NO_PROXY"] = "localhost",
            ["TASKRUNNER_STORE"] = "/var/lib/store",
            ["TASKRUNNER_RUN"] = "of-an-outer-run",
            ["TASKRUNNER_CAUSE"] = "of-an-outer-run",
            ["AWS_PROFILE"] = "prod",
            ["SECRET"] = "s3cret",
        };
        var context = Context("{run: env > env.txt, inheritEnv: [AWS_PROFILE, NOT_THERE]}") with { HostEnvironment = host };
        var variables = await VariablesAsync(context);
        foreach (var name in host.Keys.Except(["SECRET", "TASKRUNNER_RUN", "TASKRUNNER_CAUSE"]))
        {
            Assert.Equal(host[name], variables[name]);
        }

        Assert.DoesNotContain("SECRET", variables);
        Assert.DoesNotContain("NOT_THERE", variables);
        Assert.DoesNotContain("TASKRUNNER_CAUSE", variables);
        Assert.Equal("run-7", variables["TASKRUNNER_RUN"]);
    }

    [Fact]
    public async Task A_host_without_a_path_gets_the_usual_one()
    {
        var context = Context("run: env > env.txt") with { HostEnvironment = new Dictionary<string, string>() };
        Assert.Equal("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", (await VariablesAsync(context))["PATH"]);
    }

    [Fact]
    public async Task Values_of_env_arrive_as_text_json_or_unset()
    {
        const string spec = """
            run: env -0 > env.txt
            inheritEnv: [KEPT, GONE]
            env:
              TEXT: "a 'b' \"c\" $d `e`\nf 中"
              EMPTY: ""
              NUMBER: 1.50
              YES: true
              LIST: [1, "two", null]
              MAP: {a: {b: "ü"}}
              GONE: null
              PATH: /usr/bin:/bin
            """;
        var context = Context(spec) with { HostEnvironment = new Dictionary<string, string> { ["PATH"] = "/bin", ["KEPT"] = "k", ["GONE"] = "g" } };
        await _bench.Task.ExecuteAsync(context);
        var variables = Read('\0');
        Assert.Equal("a 'b' \"c\" $d `e`\nf 中", variables["TEXT"]);
        Assert.Equal("", variables["EMPTY"]);
        Assert.Equal("1.50", variables["NUMBER"]);
        Assert.Equal("true", variables["YES"]);
        Assert.Equal("""[1,"two",null]""", variables["LIST"]);
        Assert.Equal("""{"a":{"b":"ü"}}""", variables["MAP"]);
        Assert.Equal("/usr/bin:/bin", variables["PATH"]);
        Assert.Equal("k", variables["KEPT"]);
        Assert.DoesNotContain("GONE", variables);
    }

    [Fact]
    public async Task A_value_that_looks_like_a_command_stays_a_value()
    {
        const string spec = """
            run: 'printf "%s" "$NAME" > name.txt; printf "%s|" "$@" > args.txt'
            env: {NAME: '"; touch pwned; echo "$(touch pwned2)'}
            args: ['; touch pwned3', '-e', '--', '$(touch pwned4)']
            """;
        Assert.IsType<TaskOutcome.Succeeded>(await _bench.ExecuteAsync(spec));
        Assert.Equal("\"; touch pwned; echo \"$(touch pwned2)", _bench.WorkFile("name.txt"));
        Assert.Equal("; touch pwned3|-e|--|$(touch pwned4)|", _bench.WorkFile("args.txt"));
        Assert.Empty(Directory.GetFiles(_bench.Work, "pwned*"));
    }

    [Fact]
    public async Task A_NUL_in_a_value_fails_the_launch_with_the_name()
    {
        var context = Context("run: 'true'");
        var failure = Assert.IsType<TaskOutcome.Failed>(await _bench.Task.ExecuteAsync(
            context with { Spec = context.Spec.With("env", MapValue.Of(("BAD", Value.From("a\0b")))) })).Failure;
        Assert.Equal("launch", failure.Reason);
        Assert.Contains("BAD", failure.Message.ToString(), StringComparison.Ordinal);
    }

    private TaskContext Context(string yaml) => _bench.Context(ShellBench.Spec(yaml));

    private Task<Dictionary<string, string>> VariablesAsync(string yaml) => VariablesAsync(Context(yaml));

    private async Task<Dictionary<string, string>> VariablesAsync(TaskContext context)
    {
        Assert.IsType<TaskOutcome.Succeeded>(await _bench.Task.ExecuteAsync(context));
        return Read();
    }

    private Dictionary<string, string> Read(char separator = '\n') =>
        _bench.WorkFile("env.txt").Split(separator, StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}
