namespace TaskRunner.Core.Tests.Configuration;

/// <summary>Texts people see, kept beside the tests; TASKRUNNER_UPDATE_SNAPSHOTS=1 writes them anew, and the difference is reviewed.</summary>
internal static class Golden
{
    public static void Match(string name, string text)
    {
        var path = Path.Combine(Folder(), name + ".golden");
        if (Environment.GetEnvironmentVariable("TASKRUNNER_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, text);
        }

        var expected = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(expected == text, $"{path} is not what came out:\n{text}");
    }

    private static string Folder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "TaskRunner.slnx")))
            {
                return Directory.CreateDirectory(Path.Combine(at.FullName, "tests/TaskRunner.Core.Tests/Configuration/Golden")).FullName;
            }
        }

        throw new InvalidOperationException("the tests run outside the repository");
    }
}
