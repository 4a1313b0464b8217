using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.ClusterTests.Registries;

/// <summary>What <c>docs/registries.md</c> shows is what happens.</summary>
public sealed partial class RegistryPageTests
{
    private const string Shown = "registry.example.com";

    [Fact]
    public async Task Every_call_of_the_page_says_what_it_shows()
    {
        using var tool = new Taskrunner();
        await using var registry = await Registry.StartAsync(isPlain: false, hasAccounts: true);
        tool.Variables["SSL_CERT_FILE"] = registry.Certificate;
        tool.Variables["DOCKER_CONFIG"] = tool.Variables["HOME"] = tool.Folder;
        var account = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Registry.User}:{Registry.Password}"));
        await File.WriteAllTextAsync(Path.Combine(tool.Folder, "config.json"), $"{{\"auths\": {{\"{registry.Host}\": {{\"auth\": \"{account}\"}}}}}}", Cancel);
        (await tool.RunAsync("init", "hello")).Expect(0);

        var digest = "";
        var page = await File.ReadAllTextAsync(Path.Combine(Taskrunner.Repository, "docs", "registries.md"), Cancel);
        foreach (var block in Block().Matches(page).Select(m => m.Groups["body"].Value))
        {
            var said = new StringBuilder();
            foreach (var line in block.Split('\n').Where(l => l.StartsWith("$ ", StringComparison.Ordinal)))
            {
                var words = line[2..].Replace(Shown, registry.Host, StringComparison.Ordinal).Replace("sha256:…", digest, StringComparison.Ordinal).Split(' ');
                var ran = await RunAsync(tool, words);
                digest = Digest().Match(ran) is { Success: true } found ? found.Value : digest;
                said.Append(line).Append('\n').Append(ran.Replace(registry.Host, Shown, StringComparison.Ordinal));
            }

            Assert.Equal(block, Normal(said.ToString()));
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Standard error first, as the pages show it.</summary>
    private static async Task<string> RunAsync(Taskrunner tool, string[] words)
    {
        if (words[0] == "taskrunner")
        {
            var ran = await tool.RunAsync(words[1..]);
            return ran.Error + ran.Output;
        }

        Assert.SkipUnless(File.Exists("/usr/bin/" + words[0]), $"no {words[0]}; apt-get install {words[0]}");
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = tool.Folder })!;
        await process.WaitForExitAsync(Cancel);
        Assert.Equal(0, process.ExitCode);
        return "";
    }

    private static string Normal(string text) => Took().Replace(RunId().Replace(Digest().Replace(text, "sha256:…"), "RUN1"), "in 0.1s");

    [GeneratedRegex("```console\n(?<body>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("sha256:[0-9a-f]{64}")]
    private static partial Regex Digest();

    [GeneratedRegex(@"\b\d{8}-\d{6}-[a-z0-9]{5}\b")]
    private static partial Regex RunId();

    [GeneratedRegex(@"in \d+\.\ds")]
    private static partial Regex Took();
}
