using TaskRunner.Tasks.Helm;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Tests.Helm;

public sealed class ReleaseRevisionTests
{
    [Fact]
    public void A_mark_that_was_inherited_gives_itself_away()
    {
        Assert.True(Labelled("3", "3").IsOfAttempt("run.0.1"));
        Assert.False(Labelled("4", "3").IsOfAttempt("run.0.1"));
        Assert.False(Labelled("3", "3").IsOfAttempt("run.0.2"));
        Assert.False(Labelled("3", null).IsOfAttempt("run.0.1"));
    }

    [Fact]
    public void What_will_be_made_is_the_next_revision_and_the_way_back_is_the_newest_that_was_deployed()
    {
        var expected = Expectation.Of([State("1", "superseded"), State("2", "deployed"), State("3", "failed")], "run.0.1");
        Assert.Equal(new Expectation(4, "run.0.1", 2, 0), expected);
        Assert.Equal(expected, Expectation.Read(expected.ToValue()));
        Assert.Equal(new Expectation(1, "x", 0, 0), Expectation.Of([], "x"));
        Assert.Equal(2, Expectation.Of([State("1", "deployed"), State("2", "pending-upgrade")], "x").Dead);
    }

    private static ReleaseRevision State(string number, string status) => ReleaseRevision.Of(MapValue.Of(("labels", MapValue.Of(
        ("version", new StringValue(number)), ("status", new StringValue(status))))));

    private static ReleaseRevision Labelled(string number, string? marked) => ReleaseRevision.Of(MapValue.Of(("labels", MapValue.Of(
        ("version", new StringValue(number)), ("status", new StringValue("deployed")),
        (ReleaseRevision.AttemptLabel, new StringValue("run.0.1")), (ReleaseRevision.RevisionLabel, Value.From(marked))))));
}
