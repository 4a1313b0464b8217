using TaskRunner.Model;
using TaskRunner.Planning;
using TaskRunner.Planning.Deciding;
using TaskRunner.Planning.Recorded;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Planning;

/// <summary>The rules of reuse as a table: every rule × fact × continuing or not.</summary>
public sealed class ReuseRuleTests
{
    private static TaskRecord? Record(string fact) => fact == "none" ? null : new TaskRecord("r1", Enum.Parse<TaskFact>(fact), "sha256:a", MapValue.Empty, null)
    {
        Type = "shell",
        Version = "1.0.0",
    };

    private static string Verdict(ReuseCase task) => ReuseRule.Judge(task) switch
    {
        ReuseVerdict.Run run => run.Reason.Code,
        ReuseVerdict.Reuse reuse => reuse.Reason.Code,
        ReuseVerdict.Hold hold => hold.Reason.Code,
        _ => "compare",
    };

    [Theory]
    [InlineData("Always", true, "none", "plan-run-first")]
    [InlineData("Never", true, "none", "plan-run-first")]
    [InlineData("Always", true, "Succeeded", "plan-run-always")]
    [InlineData("Never", true, "Succeeded", "compare")]
    [InlineData("Changed", true, "Succeeded", "compare")]
    [InlineData("Always", false, "Succeeded", "plan-run-version")]
    [InlineData("Never", false, "Succeeded", "plan-run-version")]
    [InlineData("Changed", false, "Succeeded", "compare")]
    [InlineData("Never", true, "Undone", "plan-run-undone")]
    [InlineData("Changed", false, "Undone", "plan-run-undone")]
    [InlineData("Never", true, "Failed", "plan-run-failed")]
    [InlineData("Never", true, "Supplied", "plan-run-supplied")]
    public void A_record_is_judged_by_rule(string rerun, bool continues, string fact, string verdict) =>
        Assert.Equal(verdict, Verdict(new ReuseCase(Enum.Parse<RerunRule>(rerun), continues, Record(fact), false, false, false)));

    [Theory]
    [InlineData(true, "plan-run-unknown")]
    [InlineData(false, "plan-hold-unknown")]
    public void What_nobody_knows_runs_again_only_where_that_is_safe(bool mayRunAgain, string verdict) =>
        Assert.Equal(verdict, Verdict(new ReuseCase(RerunRule.Never, true, Record("Unknown"), mayRunAgain, false, false)));

    [Theory]
    [InlineData("Succeeded")]
    [InlineData("Unknown")]
    [InlineData("none")]
    public void Being_asked_for_outweighs_every_rule(string fact) =>
        Assert.Equal("plan-run-asked", Verdict(new ReuseCase(RerunRule.Never, true, Record(fact), false, true, true)));

    [Theory]
    [InlineData("Never", "sha256:a", "plan-reuse-equal")]
    [InlineData("Changed", "sha256:a", "plan-reuse-equal")]
    [InlineData("Changed", "sha256:b", "plan-run-changed")]
    [InlineData("Never", "sha256:b", "plan-inputs-changed")]
    public void The_digest_decides_where_the_rule_asks_for_it(string rerun, string digest, string verdict)
    {
        var task = new ReuseCase(Enum.Parse<RerunRule>(rerun), true, Record("Succeeded"), false, false, false);
        Assert.Equal(verdict, ReuseRule.Compare(task, digest) switch
        {
            ReuseVerdict.Run run => run.Reason.Code,
            ReuseVerdict.Reuse reuse => reuse.Reason.Code,
            ReuseVerdict.Hold hold => hold.Reason.Code,
            _ => "?",
        });
    }
}
