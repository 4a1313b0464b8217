using System.Text.Json.Nodes;
using TaskRunner.Registries;
using TaskRunner.Registries.Signing;

namespace TaskRunner.ClusterTests.Registries;

/// <summary>Who must have signed what is used from a registry.</summary>
public sealed class SignatureTests
{
    [Fact]
    public async Task A_package_that_a_trusted_key_signed_is_used_and_it_is_told_whose()
    {
        await using var shelf = await Shelf.OpenAsync();
        var pushed = await shelf.PushAsync(shelf.Package(), "greeter");
        var signed = await shelf.SignAsync(pushed.Reference, "maker");
        Assert.True(signed.IsNew);

        using var pulled = await shelf.PullAsync(shelf.At("greeter:1.0.0"), shelf.Trusting("other", "maker"));
        var state = Assert.IsType<SignatureState.Signed>(pulled.Signature);
        Assert.Equal(signed.Key.Fingerprint, state.Key.Fingerprint);
        Assert.Null(pulled.Warning);
        var verified = await shelf.VerifyAsync(shelf.At("greeter:1.0.0"), "maker");
        Assert.Equal(pushed.Reference, verified.Reference);
    }

    [Fact]
    public async Task Without_a_signature_by_a_trusted_key_nothing_is_used()
    {
        await using var shelf = await Shelf.OpenAsync();
        var pushed = await shelf.PushAsync(shelf.Package(), "greeter");
        Assert.Equal("TR8330", await Shelf.RefusedAsync(shelf.PullAsync(pushed.Reference, shelf.Access)));
        Assert.Equal("TR8330", await Shelf.RefusedAsync(shelf.PullAsync(pushed.Reference, shelf.Trusting("maker"))));
        await shelf.SignAsync(pushed.Reference, "stranger");
        Assert.Equal("TR8332", await Shelf.RefusedAsync(shelf.PullAsync(pushed.Reference, shelf.Access)));
        Assert.Equal("TR8331", await Shelf.RefusedAsync(shelf.PullAsync(pushed.Reference, shelf.Trusting("maker"))));
        Assert.Equal("TR8331", await Shelf.RefusedAsync(shelf.VerifyAsync(pushed.Reference, "maker")));
    }

    [Fact]
    public async Task Whoever_allows_it_uses_what_is_not_signed_and_is_told_so()
    {
        await using var shelf = await Shelf.OpenAsync();
        var pushed = await shelf.PushAsync(shelf.Package(), "greeter");
        await shelf.SignAsync(pushed.Reference, "stranger");
        using var pulled = await shelf.PullAsync(pushed.Reference, shelf.Careless);
        Assert.Equal(new SignatureState.ByOthers(1), pulled.Signature);
        Assert.Equal("TR8340", pulled.Warning?.Code);
    }

    [Fact]
    public async Task A_second_signature_leaves_the_first_and_the_same_key_signs_once()
    {
        await using var shelf = await Shelf.OpenAsync();
        var pushed = await shelf.PushAsync(shelf.Package(), "greeter");
        await shelf.SignAsync(pushed.Reference, "one");
        await shelf.SignAsync(pushed.Reference, "two");
        Assert.False((await shelf.SignAsync(pushed.Reference, "one")).IsNew);
        await shelf.VerifyAsync(pushed.Reference, "one");
        await shelf.VerifyAsync(pushed.Reference, "two");
        var manifest = JsonNode.Parse(await shelf.ManifestAsync("greeter", TagOf(pushed.Reference)))!;
        Assert.Equal(2, manifest["layers"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_signature_of_another_package_proves_nothing_of_this_one()
    {
        await using var shelf = await Shelf.OpenAsync();
        var good = await shelf.PushAsync(shelf.Package(), "greeter");
        await shelf.SignAsync(good.Reference, "maker");
        var bad = await shelf.PushAsync(shelf.Package(word: "evil"), "greeter:evil");
        await shelf.PutManifestAsync("greeter", TagOf(bad.Reference), await shelf.ManifestAsync("greeter", TagOf(good.Reference)));
        Assert.Equal("TR8331", await Shelf.RefusedAsync(shelf.PullAsync(bad.Reference, shelf.Trusting("maker"))));
        await shelf.SignAsync(bad.Reference, "stranger");
        Assert.Equal("TR8331", await Shelf.RefusedAsync(shelf.VerifyAsync(bad.Reference, "maker")));
    }

    [Fact]
    public async Task A_tag_that_was_moved_after_signing_is_a_package_that_is_not_signed()
    {
        await using var shelf = await Shelf.OpenAsync();
        var good = await shelf.PushAsync(shelf.Package(), "greeter:stable");
        await shelf.SignAsync(good.Reference, "maker");
        await shelf.PushAsync(shelf.Package(word: "evil"), "greeter:stable");
        Assert.Equal("TR8330", await Shelf.RefusedAsync(shelf.PullAsync(shelf.At("greeter:stable"), shelf.Trusting("maker"))));
        using var pulled = await shelf.PullAsync(good.Reference, shelf.Trusting("maker"));
        Assert.Equal(good.Package, pulled.Package);
    }

    [Fact]
    public async Task A_manifest_that_was_changed_in_the_registry_is_not_used()
    {
        await using var shelf = await Shelf.OpenAsync();
        var good = await shelf.PushAsync(shelf.Package(), "greeter");
        await shelf.SignAsync(good.Reference, "maker");
        await shelf.Registry.TamperAsync(good.Reference.Digest!, bytes => bytes[^5] ^= 1);
        Assert.Contains(await Shelf.RefusedAsync(shelf.PullAsync(good.Reference, shelf.Trusting("maker"))), (string[])["TR8321", "TR8317", "TR8316"]);
    }

    [Fact]
    public async Task An_archive_that_was_changed_in_the_registry_is_not_used()
    {
        await using var shelf = await Shelf.OpenAsync();
        var good = await shelf.PushAsync(shelf.Package(), "greeter");
        await shelf.SignAsync(good.Reference, "maker");
        var layer = JsonNode.Parse(await shelf.ManifestAsync("greeter", "1.0.0"))!["layers"]![0]!;
        await shelf.Registry.TamperAsync((string)layer["digest"]!, bytes => bytes[^5] ^= 1);
        Assert.Equal("TR8321", await Shelf.RefusedAsync(shelf.PullAsync(good.Reference, shelf.Trusting("maker"))));
        Assert.Equal("TR8321", await Shelf.RefusedAsync(shelf.PullAsync(good.Reference, shelf.Careless)));
    }

    private static string TagOf(OciReference reference) => reference.Digest!.Replace(':', '-') + ".sig";
}
