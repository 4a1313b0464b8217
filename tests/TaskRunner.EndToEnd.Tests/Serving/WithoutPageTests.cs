using System.Diagnostics;

namespace TaskRunner.EndToEnd.Tests.Serving;

/// <summary>A machine with the .NET SDK and nothing else: what is in the repository builds and serves, all but the page.</summary>
public sealed class WithoutPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_node_it_builds_its_API_works_and_it_says_where_the_page_is_missing_and_how_it_is_built()
    {
        using var tool = new Taskrunner();
        var clone = Path.Combine(tool.Folder, "clone");
        Copy(clone);
        Assert.False(Directory.Exists(Path.Combine(clone, "src", "TaskRunner.Server", "wwwroot")));
        var output = Path.Combine(tool.Folder, "built");
        await BuildAsync(clone, output);
        using var process = tool.Start(Path.Combine(output, "taskrunner"), ["serve", "--listen", "0"], null);
        try
        {
            var address = await Served.WhenListeningAsync(process);
            using var client = new HttpClient { BaseAddress = address };
            client.DefaultRequestHeaders.Authorization = new("Bearer", await process.StandardOutput.ReadLineAsync(Cancel));
            client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
            Assert.Equal("[]", await client.GetStringAsync("/api/v1/installations", Cancel));
            var said = await client.GetStringAsync("/runs/some", Cancel);
            Assert.Contains("the page was not built into this server", said, StringComparison.Ordinal);
            Assert.Contains("cd src/TaskRunner.Server/ui\nnpm ci\nnpm run build\n", said, StringComparison.Ordinal);
            Assert.Contains("/api-docs", said, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>What a clone has that the build needs: no page, nothing built.</summary>
    private static void Copy(string clone)
    {
        Directory.CreateDirectory(clone);
        foreach (var file in Directory.EnumerateFiles(Taskrunner.Repository))
        {
            File.Copy(file, Path.Combine(clone, Path.GetFileName(file)));
        }

        CopyFolder(Path.Combine(Taskrunner.Repository, "src"), Path.Combine(clone, "src"));
    }

    private static void CopyFolder(string from, string to)
    {
        if (Path.GetFileName(from) is "bin" or "obj" or "ui" or "wwwroot")
        {
            return;
        }

        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    /// <summary>With the SDK's own folder as the only one that programs are looked for in.</summary>
    private static async Task BuildAsync(string clone, string output)
    {
        var sdk = Environment.GetEnvironmentVariable("PATH")!.Split(':').First(f => File.Exists(Path.Combine(f, "dotnet")));
        var programs = Directory.CreateDirectory(clone + "-programs").FullName;
        File.CreateSymbolicLink(Path.Combine(programs, "dotnet"), Path.Combine(sdk, "dotnet"));
        var start = new ProcessStartInfo(Path.Combine(sdk, "dotnet"), ["build", "src/TaskRunner.Cli", "-o", output, "-v", "q", "--nologo", "-p:RunAnalyzers=false", "-p:UseSharedCompilation=false", "-nodeReuse:false"])
        {
            WorkingDirectory = clone,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{programs}:/bin";
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name); // a test runner's own, which would be this build's
        }

        using var process = Process.Start(start)!;
        var (said, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, await said + await error);
    }
}
