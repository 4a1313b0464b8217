namespace TaskRunner.Tasks.Tests.Helm2;

/// <summary>Records of helm 2 and what they become.</summary>
internal static class GoldenFolder
{
    /// <summary>By <c>TASKRUNNER_TESTDATA</c> or by walking up to <c>shared/testdata</c>; skips the test where there is none.</summary>
    public static string Find()
    {
        var roots = new List<string>();
        if (Environment.GetEnvironmentVariable("TASKRUNNER_TESTDATA") is { Length: > 0 } said)
        {
            roots.Add(said);
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            roots.Add(Path.Combine(at.FullName, "shared", "testdata"));
        }

        var found = roots.Select(r => Path.Combine(r, "helm2to3")).FirstOrDefault(Directory.Exists);
        Assert.SkipWhen(found is null, "test data helm2to3 not found; set TASKRUNNER_TESTDATA=/path/to/shared/testdata");
        return found!;
    }
}
