namespace TaskRunner.House.Tests;

internal static class Expect
{
    /// <summary>Fails with every offender on a line of its own; the framework's own message cuts the list.</summary>
    public static void None(IEnumerable<string> offenders)
    {
        var all = offenders.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
