namespace TaskRunner.EndToEnd.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Nothing_yet() => Assert.Equal(2, 1 + 1);
}
