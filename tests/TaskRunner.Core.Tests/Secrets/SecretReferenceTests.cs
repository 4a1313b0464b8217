using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Secrets;

public sealed class SecretReferenceTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("secret-test-");
    private readonly MemoryStore _store = new();
    private readonly StoreVault _vault;

    public SecretReferenceTests() => _vault = new StoreVault(_store, SecretKey.Random());

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_variable_is_looked_up_each_time_so_that_it_may_be_rotated_without_another_digest()
    {
        var name = "TR_TEST_" + Guid.NewGuid().ToString("n");
        var secret = _vault.Refer(MapValue.Of(("$env", Value.From(name))));
        await RefusedAsync("TR7044", secret);
        Environment.SetEnvironmentVariable(name, "one");
        Assert.Equal(Value.From("one"), await _vault.RevealAsync(secret, Cancel));
        Environment.SetEnvironmentVariable(name, "two\n");
        Assert.Equal(Value.From("two\n"), await _vault.RevealAsync(secret, Cancel));
        Environment.SetEnvironmentVariable(name, null);
        Assert.Equal(secret.Fingerprint, _vault.Refer(MapValue.Of(("$env", Value.From(name)))).Fingerprint);
    }

    [Theory]
    [InlineData("pw", "pw")]
    [InlineData("pw\n", "pw")]
    [InlineData("pw\r\n", "pw")]
    [InlineData("pw\n\n", "pw\n")]
    [InlineData(" 密 ", " 密 ")]
    public async Task A_file_loses_one_line_break_at_its_end(string text, string expected)
    {
        File.WriteAllText(InFolder("f"), text);
        Assert.Equal(Value.From(expected), await RevealAsync("$file", Value.From(InFolder("f"))));
    }

    [Fact]
    public async Task A_file_that_is_missing_too_large_or_not_text_is_refused()
    {
        await RefusedAsync("TR7049", Refer("$file", Value.From(InFolder("none"))));
        File.WriteAllBytes(InFolder("large"), new byte[(1 << 20) + 1]);
        await RefusedAsync("TR7048", Refer("$file", Value.From(InFolder("large"))));
        File.WriteAllBytes(InFolder("binary"), [0xff, 0xfe, 0x00]);
        await RefusedAsync("TR7051", Refer("$file", Value.From(InFolder("binary"))));
        await RefusedAsync("TR7042", Refer("$file", Value.From("relative/path")));
    }

    [Fact]
    public async Task A_program_gets_its_arguments_as_they_are_and_no_shell()
    {
        Assert.Equal(Value.From("$HOME; *"), await RevealAsync("$exec", Argv("printf", "%s\n", "$HOME; *")));
    }

    [Fact]
    public async Task A_program_that_fails_is_named_and_what_it_said_is_not_shown()
    {
        var refusal = await RefusedAsync("TR7046", Refer("$exec", Argv("sh", "-c", "echo out; cat /dev/stdin; exec 1>&2; printf %s-%s hun ter2; exit 3")));
        Assert.Contains("3", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hun-ter2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_or_prints_without_end_is_refused()
    {
        await RefusedAsync("TR7045", Refer("$exec", Argv("no-such-program-anywhere")));
        await RefusedAsync("TR7048", Refer("$exec", Argv("yes")));
    }

    [Fact]
    public async Task A_daemon_that_keeps_the_pipe_open_does_not_keep_the_secret_waiting()
    {
        Assert.Equal(Value.From("pw"), await RevealAsync("$exec", Argv("sh", "-c", "sleep 5 & echo pw")));
    }

    [Fact]
    public async Task A_program_that_takes_too_long_is_ended_with_what_it_started()
    {
        var program = new SecretProgram(TimeSpan.FromMilliseconds(300), 1024);
        var refusal = await Assert.ThrowsAsync<RefusedException>(
            async () => await program.RunAsync(["sh", "-c", "sleep 60 & wait"], Cancel));
        Assert.Equal("TR7047", refusal.Diagnostics[0].Code);
    }

    [Fact]
    public async Task A_key_of_the_store_gives_its_sealed_value()
    {
        await RefusedAsync("TR7050", Refer("$store", Value.From("db")));
        await _store.WriteSecretAsync("db", _vault.Seal(Value.From("pw")), Cancel);
        Assert.Equal(Value.From("pw"), await RevealAsync("$store", Value.From("db")));
    }

    [Fact]
    public async Task A_program_is_asked_once_for_all_places_of_a_value()
    {
        var secret = Refer("$exec", Argv("sh", "-c", $"echo x >> '{InFolder("calls")}'; echo pw"));
        var revealed = await _vault.RevealAsync(MapValue.Of(("a", secret), ("b", new ListValue([secret]))), Cancel);
        Assert.Equal("""{"a":"pw","b":["pw"]}""", JsonWriter.ToText(revealed));
        Assert.Equal(["x"], File.ReadAllLines(InFolder("calls")));
    }

    [Theory]
    [InlineData("{$envv: X}", "TR7040")]
    [InlineData("{$env: X, other: 1}", "TR7040")]
    [InlineData("{$env: \"\"}", "TR7040")]
    [InlineData("{$store: 3}", "TR7040")]
    [InlineData("{}", "TR7040")]
    [InlineData("{$file: a/b}", "TR7042")]
    [InlineData("{$exec: date}", "TR7040")]
    [InlineData("{$exec: []}", "TR7040")]
    [InlineData("{$exec: [date, 1]}", "TR7040")]
    public async Task A_reference_that_is_wrong_is_refused_at_its_place(string yaml, string code)
    {
        var map = (MapValue)YamlReader.Read(SourceText.FromString("c.yaml", yaml), new DiagnosticBag())!;
        var refusal = await RefusedAsync(code, _vault.Refer(map));
        Assert.StartsWith("c.yaml:1:", refusal.Diagnostics[0].Span.ToString(), StringComparison.Ordinal);
    }

    private static ListValue Argv(params string[] arguments) => new([.. arguments.Select(Value.From)]);

    private string InFolder(string name) => Path.Combine(_folder.FullName, name);

    private SecretValue Refer(string kind, Value value) => _vault.Refer(MapValue.Of((kind, value)));

    private ValueTask<Value> RevealAsync(string kind, Value value) => _vault.RevealAsync(Refer(kind, value), Cancel);

    private async Task<RefusedException> RefusedAsync(string code, SecretValue secret)
    {
        var refusal = await Assert.ThrowsAsync<RefusedException>(async () => await _vault.RevealAsync(secret, Cancel));
        Assert.Equal(code, refusal.Diagnostics[0].Code);
        return refusal;
    }
}
