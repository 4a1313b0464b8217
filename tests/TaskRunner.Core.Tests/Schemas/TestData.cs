namespace TaskRunner.Core.Tests.Schemas;

/// <summary>Data that is read from beside the repository, not copied into it.</summary>
internal static class TestData
{
    /// <summary>The folder, by <c>TASKRUNNER_TESTDATA</c> or by walking up to <c>shared/testdata</c>; skips the test where there is none.</summary>
    public static string Folder(string name)
    {
        foreach (var root in Roots())
        {
            var folder = Path.Combine(root, name);
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        Assert.Skip($"test data {name} not found; set TASKRUNNER_TESTDATA=/path/to/shared/testdata");
        return "";
    }

    private static IEnumerable<string> Roots()
    {
        if (Environment.GetEnvironmentVariable("TASKRUNNER_TESTDATA") is { Length: > 0 } said)
        {
            yield return said;
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            yield return Path.Combine(at.FullName, "shared", "testdata");
        }
    }
}
