using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Secrets;

public sealed class StoreVaultTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vault-test-");
    private readonly MemoryStore _store = new();
    private readonly StoreVault _vault;

    public StoreVaultTests() => _vault = new StoreVault(_store, SecretKey.FromFile(KeyPath));

    private string KeyPath => Path.Combine(_folder.FullName, "new", "secret.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("\"hunter2\"")]
    [InlineData("\"密码\\n二\"")]
    [InlineData("{\"user\":\"a\",\"port\":1.50,\"list\":[true,null]}")]
    [InlineData("\"\"")]
    public async Task What_was_sealed_is_revealed_after_a_way_through_the_store(string json)
    {
        var plain = JsonReader.ReadTrusted(System.Text.Encoding.UTF8.GetBytes(json));
        var secret = _vault.Seal(plain);
        var stored = JsonWriter.ToUtf8(MapValue.Of(("a", new ListValue([secret]))), secrets: SecretForm.Sealed);
        var restored = SecretJson.Restore(JsonReader.ReadTrusted(stored.Span));
        var revealed = await new StoreVault(_store, SecretKey.FromFile(KeyPath)).RevealAsync(restored, Cancel);
        Assert.Equal(MapValue.Of(("a", new ListValue([plain]))), revealed);
    }

    [Fact]
    public void Equal_secrets_have_equal_fingerprints_and_different_boxes_and_neither_shows_the_text()
    {
        var (one, two, other) = (_vault.Seal(Value.From("hunter2")), _vault.Seal(Value.From("hunter2")), _vault.Seal(Value.From("hunter3")));
        Assert.Equal(one.Fingerprint, two.Fingerprint);
        Assert.NotEqual(one.Fingerprint, other.Fingerprint);
        Assert.Matches("^[0-9a-f]{16}$", one.Fingerprint);
        Assert.NotEqual(Box(one), Box(two));
        Assert.DoesNotContain("hunter", JsonWriter.ToText(one), StringComparison.Ordinal);
        Assert.Equal(-1, Box(one).AsSpan().IndexOf("hunter2"u8));
    }

    [Fact]
    public void Fingerprints_of_another_store_differ()
    {
        var elsewhere = new StoreVault(_store, SecretKey.Random());
        Assert.NotEqual(_vault.Seal(Value.From("x")).Fingerprint, elsewhere.Seal(Value.From("x")).Fingerprint);
    }

    [Fact]
    public void No_key_is_made_before_a_secret_is_sealed()
    {
        _vault.Refer(MapValue.Of(("$env", Value.From("PW"))));
        Assert.False(File.Exists(KeyPath));
        _vault.Seal(Value.From("x"));
        Assert.Equal(32, new FileInfo(KeyPath).Length);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(KeyPath)!));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        }
    }

    [Fact]
    public async Task A_box_does_not_open_with_another_key_nor_when_changed_nor_under_another_fingerprint()
    {
        var secret = _vault.Seal(Value.From("x"));
        await RefusedAsync("TR7034", new StoreVault(_store, SecretKey.Random()), secret);
        for (var at = 0; at < Box(secret).Length; at++)
        {
            var changed = Box(secret).ToArray();
            changed[at] ^= 1;
            var refusal = await Assert.ThrowsAsync<RefusedException>(
                async () => await _vault.RevealAsync(new SecretValue(new SecretContent.Sealed(changed), secret.Fingerprint), Cancel));
            Assert.Contains(refusal.Diagnostics[0].Code, new[] { "TR7032", "TR7034" });
        }

        await RefusedAsync("TR7032", _vault, new SecretValue(secret.Content, "0000000000000000"));
    }

    [Fact]
    public async Task A_missing_damaged_or_open_key_is_refused_and_never_replaced()
    {
        var secret = _vault.Seal(Value.From("x"));
        File.WriteAllText(KeyPath, "short");
        await RefusedAsync("TR7031", Fresh(), secret);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            await RefusedAsync("TR7010", Fresh(), secret);
        }

        File.Delete(KeyPath);
        await RefusedAsync("TR7030", Fresh(), secret);
        Assert.False(File.Exists(KeyPath));
    }

    [Fact]
    public async Task Many_that_seal_first_at_once_share_one_key()
    {
        var prints = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Fresh().Seal(Value.From("x")).Fingerprint, Cancel)));
        Assert.Single(prints.Distinct());
    }

    private StoreVault Fresh() => new(_store, SecretKey.FromFile(KeyPath));

    private static byte[] Box(SecretValue secret) => ((SecretContent.Sealed)secret.Content).Box.ToArray();

    private static async Task RefusedAsync(string code, StoreVault vault, SecretValue secret)
    {
        var refusal = await Assert.ThrowsAsync<RefusedException>(async () => await vault.RevealAsync(secret, Cancel));
        Assert.Equal(code, refusal.Diagnostics[0].Code);
    }
}
