using System.Text.Json.Nodes;
using TaskRunner.EndToEnd.Tests;

namespace TaskRunner.ClusterTests.Registries;

/// <summary>Each verb of the binary that takes a package takes one of a registry, and only a signed one.</summary>
public sealed class RegistryVerbTests : IAsyncLifetime
{
    private readonly Taskrunner _tool = new();
    private Registry _registry = null!;
    private string _package = "";

    private string Reference => $"oci://{_registry.Host}/team/greeter:1.0.0";

    public async ValueTask InitializeAsync()
    {
        _registry = await Registry.StartAsync(isPlain: true);
        _tool.Variables["TASKRUNNER_PLAIN_HTTP"] = "1";
        _tool.Variables["TMPDIR"] = Directory.CreateDirectory(Path.Combine(_tool.Folder, "tmp")).FullName;
        _package = Directory.CreateDirectory(Path.Combine(_tool.Folder, "greeter")).FullName;
        Shelf.Manifest(_package);
        (await _tool.RunAsync("package", "push", _package, Reference)).Expect(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _tool.Dispose();
    }

    [Theory]
    [InlineData("lint REF", true)]
    [InlineData("show REF", true)]
    [InlineData("show REF tasks -o json", true)]
    [InlineData("graph REF", true)]
    [InlineData("config REF", true)]
    [InlineData("plan one REF", true)]
    [InlineData("install one REF --dry-run", true)]
    [InlineData("install one REF", false)]
    [InlineData("upgrade one REF --install", false)]
    [InlineData("drill REF --stub --points 2", false)]
    [InlineData("package build REF --out built.tgz", false)]
    [InlineData("package pull REF --out pulled.tgz", false)]
    [InlineData("package push REF REF-copy", false)]
    public async Task It_is_refused_without_a_signature_and_used_as_a_local_one_with_it(string call, bool isCompared)
    {
        var words = call.Replace("REF", Reference, StringComparison.Ordinal).Split(' ');
        var before = Scratch();
        Assert.Contains("TR8330", (await _tool.RunAsync(words)).Expect(6).Error, StringComparison.Ordinal);
        Assert.Contains("TR8340", (await _tool.RunAsync([.. words.Select(w => w.Replace("one", "careless", StringComparison.Ordinal)), "--allow-unsigned"])).Expect(0).Error, StringComparison.Ordinal);
        await SignAsync();
        Assert.Contains("TR8332", (await _tool.RunAsync(words)).Expect(6).Error, StringComparison.Ordinal);
        _tool.Variables["TASKRUNNER_TRUST"] = Path.Combine(_tool.Folder, "maker.pub");
        var ran = (await _tool.RunAsync(words)).Expect(0);
        if (isCompared)
        {
            var local = (await _tool.RunAsync(words.Select(w => w == Reference ? _package : w))).Expect(0);
            Assert.Equal(local.Output, ran.Output);
        }

        Assert.Empty(Scratch().Except(before));
    }

    [Fact]
    public async Task A_run_in_the_background_brings_its_package_itself()
    {
        Assert.Contains("TR8330", (await _tool.RunAsync("install", "one", Reference, "--detach")).Expect(6).Error, StringComparison.Ordinal);
        await SignAsync();
        _tool.Variables["TASKRUNNER_TRUST"] = Path.Combine(_tool.Folder, "maker.pub");
        (await _tool.RunAsync("install", "one", Reference, "--detach")).Expect(0);
        (await _tool.RunAsync("status", "one", "--watch")).Expect(0);
        Assert.Contains("hello", (await _tool.RunAsync("logs", "one")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_was_rebuilt_may_come_from_a_registry()
    {
        File.WriteAllText(Path.Combine(_package, "taskrunner.yaml"), File.ReadAllText(Path.Combine(_package, "taskrunner.yaml")).Replace("echo hello", "exit 3", StringComparison.Ordinal));
        (await _tool.RunAsync("install", "one", _package)).Expect(1);
        Assert.Contains("TR8330", (await _tool.RunAsync("retry", "one", "--package", Reference)).Expect(6).Error, StringComparison.Ordinal);
        (await _tool.RunAsync("retry", "one", "--package", Reference, "--allow-unsigned")).Expect(0);
    }

    [Fact]
    public async Task What_is_installed_is_known_by_the_digest_of_a_local_package()
    {
        await SignAsync();
        (await _tool.RunAsync("install", "one", Reference, "--trust", Path.Combine(_tool.Folder, "maker.pub"))).Expect(0);
        var built = await _tool.JsonAsync("package", "build", _package, "--out", "built.tgz");
        var kept = Assert.Single((await _tool.JsonAsync("package", "list")).AsArray())!;
        Assert.Equal((string)built["digest"]!, (string)kept["digest"]!);
        var pulled = await _tool.JsonAsync("package", "pull", Reference, "--out", "pulled.tgz", "--trust", Path.Combine(_tool.Folder, "maker.pub"));
        Assert.Equal(await BytesAsync("built.tgz"), await BytesAsync("pulled.tgz"));
        Assert.Equal((string)built["digest"]!, (string)pulled["digest"]!);
        Assert.StartsWith("sha256:", (string)pulled["signedBy"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Through_a_server_it_is_brought_here_and_sent_as_a_local_one_is()
    {
        await SignAsync();
        using var other = new Taskrunner();
        using var served = await Served.StartAsync(other);
        _tool.Variables["TASKRUNNER_SERVER"] = served.Address.ToString();
        _tool.Variables["TASKRUNNER_TOKEN"] = served.Token;
        Assert.Contains("TR8332", (await _tool.RunAsync("install", "one", Reference)).Expect(6).Error, StringComparison.Ordinal);
        _tool.Variables["TASKRUNNER_TRUST"] = Path.Combine(_tool.Folder, "maker.pub");
        (await _tool.RunAsync("plan", "one", Reference)).Expect(0);
        (await _tool.RunAsync("install", "one", Reference)).Expect(0);
        (await _tool.RunAsync("upgrade", "one", Reference)).Expect(0);
        Assert.Single((await _tool.JsonAsync("package", "list")).AsArray());
    }

    [Fact]
    public async Task Documents_say_all_and_warnings_are_documents_too()
    {
        await SignAsync();
        var signed = await _tool.JsonAsync("package", "sign", Reference, "--key", Path.Combine(_tool.Folder, "maker"));
        Assert.False((bool)signed["new"]!);
        var verified = await _tool.JsonAsync("package", "verify", Reference, "--trust", Path.Combine(_tool.Folder, "maker.pub"));
        Assert.Equal((string)signed["key"]!, (string)verified["signedBy"]!);
        Assert.Equal((string)signed["reference"]!, (string)verified["reference"]!);
        var careless = (await _tool.RunAsync("package", "pull", Reference, "--allow-unsigned", "-o", "json")).Expect(0);
        Assert.Null(JsonNode.Parse(careless.Output)!["signedBy"]);
        Assert.Equal("TR8340", (string?)JsonNode.Parse(careless.Error)![0]!["code"]);
    }

    [Fact]
    public async Task The_password_of_a_key_reaches_no_script()
    {
        File.WriteAllText(Path.Combine(_package, "taskrunner.yaml"), File.ReadAllText(Path.Combine(_package, "taskrunner.yaml")).Replace("echo hello", "env", StringComparison.Ordinal));
        _tool.Variables["TASKRUNNER_KEY_PASSWORD"] = "open-sesame";
        (await _tool.RunAsync("install", "one", _package)).Expect(0);
        Assert.DoesNotContain("open-sesame", (await _tool.RunAsync("logs", "one")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_during_a_download_leaves_nothing_behind()
    {
        var before = Scratch();
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        using var process = _tool.Start("install", "one", $"oci://{silent.LocalEndpoint}/x:1");
        using var connection = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        new Ran(process.ExitCode, "", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).Expect(130);
        Assert.Empty(Scratch().Except(before));
    }

    private string[] Scratch() => Directory.GetFileSystemEntries(_tool.Variables["TMPDIR"], "taskrunner-*");

    private Task<byte[]> BytesAsync(string file) => File.ReadAllBytesAsync(Path.Combine(_tool.Folder, file), TestContext.Current.CancellationToken);

    private async Task SignAsync() => (await _tool.RunAsync("package", "sign", Reference, "--key", Shelf.NewKey(_tool.Folder, "maker"))).Expect(0);
}
