using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Registries.Accounts;

namespace TaskRunner.Core.Tests.Registries;

/// <summary>Accounts where docker and its kin keep them.</summary>
public sealed class DockerAccountsTests : IDisposable
{
    private const string Host = "registry.example:5000";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("taskrunner-accounts-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(Host)]
    [InlineData("https://" + Host)]
    [InlineData("https://" + Host + "/v1/")]
    public async Task An_account_is_found_by_its_host_however_it_is_written(string key)
    {
        Config($$$"""{"auths": {"other.example": {"auth": "eDp5"}, "{{{key}}}": {"auth": "{{{Base64("captain:seven:seas")}}}"} } }""");
        var account = await FindAsync();
        Assert.Equal(("captain", "seven:seas", false), (account!.User, account.Password, account.IsToken));
    }

    [Fact]
    public async Task A_token_and_an_account_in_plain_words_are_found()
    {
        Config($$"""{"auths": {"{{Host}}": {"auth": "{{Base64("x:")}}", "identitytoken": "tok"} } }""");
        Assert.Equal(("tok", true), ((await FindAsync())!.Password, (await FindAsync())!.IsToken));
        Config($$"""{"auths": {"{{Host}}": {"username": "u", "password": "p"} } }""");
        Assert.Equal(("u", "p"), ((await FindAsync())!.User, (await FindAsync())!.Password));
    }

    [Fact]
    public async Task Without_a_file_or_an_entry_there_is_none()
    {
        Assert.Null(await FindAsync());
        Config("""{"auths": {"other.example": {"auth": "eDp5"}}}""");
        Assert.Null(await FindAsync());
        Config($$"""{"auths": {"{{Host}}": {} } }""");
        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task A_helper_program_is_asked_for_the_host()
    {
        Program("tins", $$"""read -r host; [ "$host" = {{Host}} ] && [ "$1" = get ] && printf '{"ServerURL":"%s","Username":"u","Secret":"s"}' "$host" """);
        foreach (var config in (string[])[$$"""{"credHelpers": {"{{Host}}": "tins"} }""", """{"credsStore": "tins"}"""])
        {
            Config(config);
            var account = await FindAsync();
            Assert.Equal(("u", "s", "docker-credential-tins"), (account!.User, account.Password, account.Origin));
        }

        Program("tins", """printf '{"Username":"<token>","Secret":"s"}'""");
        Assert.True((await FindAsync())!.IsToken);
    }

    [Fact]
    public async Task Where_the_helper_has_nothing_the_file_is_asked()
    {
        Program("tins", "echo 'credentials not found in native keychain'; exit 1");
        Config($$"""{"credsStore": "tins", "auths": {"{{Host}}": {"auth": "{{Base64("u:p")}}"} } }""");
        Assert.Equal("u", (await FindAsync())!.User);
    }

    [Theory]
    [InlineData("echo secret-word >&2; exit 3", "TR8326")]
    [InlineData("echo secret-word; exit 3", "TR8326")]
    [InlineData("echo secret-word", "TR8327")]
    [InlineData("yes secret-word", "TR8326")]
    public async Task A_helper_that_fails_is_named_and_what_it_said_is_not_shown(string script, string code)
    {
        Program("tins", script);
        Config("""{"credsStore": "tins"}""");
        var refused = await Assert.ThrowsAsync<RefusedException>(FindAsync);
        Assert.Equal(code, refused.Diagnostics[0].Code);
        Assert.Contains("docker-credential-tins", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("../../bin/sh")]
    [InlineData("a b;c")]
    public async Task A_helper_is_a_name_on_the_path(string helper)
    {
        Config($$"""{"credsStore": "{{helper}}"}""");
        Assert.Equal("TR8326", (await Assert.ThrowsAsync<RefusedException>(FindAsync)).Diagnostics[0].Code);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"auths": {"registry.example:5000": {"auth": "no base64: secret-word"}}}""")]
    public async Task A_broken_file_is_named_and_nothing_of_it_is_shown(string text)
    {
        Config(text);
        var refused = await Assert.ThrowsAsync<RefusedException>(FindAsync);
        Assert.Equal("TR8324", refused.Diagnostics[0].Code);
        Assert.DoesNotContain("secret-word", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_does_not_show_its_password() => Assert.DoesNotContain("seas", $"{new RegistryAccount("captain", "seas", false, "file")}", StringComparison.Ordinal);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private void Config(string text) => File.WriteAllText(Path.Combine(_folder.FullName, "config.json"), text);

    private void Program(string name, string script)
    {
        var path = Path.Combine(_folder.FullName, "docker-credential-" + name);
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<RegistryAccount?> FindAsync() => new DockerAccounts(new Dictionary<string, string>
    {
        ["DOCKER_CONFIG"] = _folder.FullName,
        ["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}",
    }).FindAsync(Host, TestContext.Current.CancellationToken).AsTask();
}
