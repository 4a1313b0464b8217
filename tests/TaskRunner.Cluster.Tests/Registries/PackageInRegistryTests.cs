using System.Text.Json.Nodes;
using TaskRunner.Operations;
using TaskRunner.Operations.Packages;
using TaskRunner.Registries.Signing;

namespace TaskRunner.ClusterTests.Registries;

/// <summary>Packages in a real registry: what is pushed is what comes back.</summary>
public sealed class PackageInRegistryTests
{
    [Fact]
    public async Task What_is_pulled_is_byte_for_byte_what_package_build_writes()
    {
        await using var shelf = await Shelf.OpenAsync();
        var package = shelf.Package();
        var built = await new PackageBuildOperation(shelf.Bench).RunAsync(package, Path.Combine(shelf.Folder, "built.tgz"), TestContext.Current.CancellationToken);
        var pushed = await shelf.PushAsync(package, "team/greeter");
        Assert.Equal("1.0.0", pushed.Tag);

        using var pulled = await shelf.PullAsync(shelf.At("team/greeter:1.0.0"), shelf.Careless);
        Assert.Equal(await File.ReadAllBytesAsync(built.Path, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(pulled.Archive, TestContext.Current.CancellationToken));
        Assert.Equal(built.Package, pulled.Package);
        Assert.Equal(pushed.Reference, pulled.Reference);
        Assert.IsType<SignatureState.Unsigned>(pulled.Signature);
    }

    [Fact]
    public async Task The_file_is_alone_in_a_folder_of_its_owner_and_gone_afterwards()
    {
        await using var shelf = await Shelf.OpenAsync();
        var pushed = await shelf.PushAsync(shelf.Package(), "greeter");
        string folder;
        using (var pulled = await shelf.PullAsync(pushed.Reference, shelf.Careless))
        {
            folder = Path.GetDirectoryName(pulled.Archive)!;
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
            Assert.Single(Directory.EnumerateFileSystemEntries(folder));
        }

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task The_same_package_has_the_same_digest_however_often_and_from_whatever_it_is_pushed()
    {
        await using var shelf = await Shelf.OpenAsync();
        var package = shelf.Package();
        var first = await shelf.PushAsync(package, "greeter");
        var again = await shelf.PushAsync(package, "greeter");
        var copy = await shelf.PushAsync(shelf.Package(), "greeter:other");
        using var pulled = await shelf.PullAsync(first.Reference, shelf.Careless);
        var archive = await shelf.PushAsync(pulled.Archive, "elsewhere/greeter");
        Assert.All([again, copy, archive], p => Assert.Equal(first.Reference.Digest, p.Reference.Digest));
    }

    [Fact]
    public async Task A_package_from_a_registry_is_installed_under_the_digest_a_local_one_has()
    {
        await using var shelf = await Shelf.OpenAsync();
        var package = shelf.Package();
        var pushed = await shelf.PushAsync(package, "greeter");
        using var pulled = await shelf.PullAsync(pushed.Reference, shelf.Careless);
        var local = await new PackageAddOperation(shelf.Bench).RunAsync(package, TestContext.Current.CancellationToken);
        var added = await new PackageAddOperation(shelf.Bench).RunAsync(pulled.Archive, TestContext.Current.CancellationToken);
        Assert.Equal(local, added);
        Assert.Single(await shelf.Bench.Store.ListPackagesAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_manifest_says_what_it_is_and_nothing_that_changes()
    {
        await using var shelf = await Shelf.OpenAsync();
        await shelf.PushAsync(shelf.Package(), "greeter");
        var manifest = JsonNode.Parse(await shelf.ManifestAsync("greeter", "1.0.0"))!;
        Assert.Equal("application/vnd.taskrunner.package.v1", (string?)manifest["artifactType"]);
        Assert.Equal("application/vnd.oci.empty.v1+json", (string?)manifest["config"]!["mediaType"]);
        Assert.Equal("""{"org.opencontainers.image.title":"greeter","org.opencontainers.image.version":"1.0.0"}""", manifest["annotations"]!.ToJsonString());
        var layer = Assert.Single(manifest["layers"]!.AsArray())!;
        Assert.Equal("application/vnd.taskrunner.package.v1.tar+gzip", (string?)layer["mediaType"]);
        Assert.Equal("greeter-1.0.0.tgz", (string?)layer["annotations"]!["org.opencontainers.image.title"]);
    }

    [Fact]
    public async Task Tags_are_listed_newest_first_without_those_of_signatures()
    {
        await using var shelf = await Shelf.OpenAsync();
        foreach (var version in (string[])["1.9.0", "1.10.0", "1.10.0-rc.1", "2.0.0+5"])
        {
            await shelf.PushAsync(shelf.Package(version), "greeter");
        }

        var stable = await shelf.PushAsync(shelf.Package("1.9.0"), "greeter:stable");
        await shelf.SignAsync(stable.Reference, "maker");
        var tags = await new PackageTagsOperation(shelf.Access).RunAsync(shelf.At("greeter"), TestContext.Current.CancellationToken);
        Assert.Equal(["2.0.0_5", "1.10.0", "1.10.0-rc.1", "1.9.0", "stable"], tags);
    }

    [Fact]
    public async Task A_tag_that_was_moved_means_the_other_package_and_the_digest_still_the_first()
    {
        await using var shelf = await Shelf.OpenAsync();
        var first = await shelf.PushAsync(shelf.Package(word: "first"), "greeter:1");
        var second = await shelf.PushAsync(shelf.Package(word: "second"), "greeter:1");
        using var byTag = await shelf.PullAsync(shelf.At("greeter:1"), shelf.Careless);
        using var byDigest = await shelf.PullAsync(first.Reference, shelf.Careless);
        using var byBoth = await shelf.PullAsync(first.Reference with { Tag = "1" }, shelf.Careless);
        Assert.Equal(second.Package, byTag.Package);
        Assert.Equal(first.Package, byDigest.Package);
        Assert.Equal(first.Package, byBoth.Package);
    }

    [Fact]
    public async Task What_is_no_package_or_not_there_is_refused()
    {
        await using var shelf = await Shelf.OpenAsync();
        var pushed = await shelf.PushAsync(shelf.Package(), "greeter");
        var manifest = await shelf.ManifestAsync("greeter", "1.0.0");
        await shelf.PutManifestAsync("greeter", "image", manifest.Replace("vnd.taskrunner.package", "vnd.example.other", StringComparison.Ordinal));
        Assert.Equal("TR8322", await Shelf.RefusedAsync(shelf.PullAsync(shelf.At("greeter:image"), shelf.Careless)));
        Assert.Equal("TR8322", await Shelf.RefusedAsync(shelf.SignAsync(shelf.At("greeter:image"), "maker")));
        Assert.Equal("TR8316", await Shelf.RefusedAsync(shelf.PullAsync(shelf.At("greeter:2"), shelf.Careless)));
        Assert.Equal("TR8316", await Shelf.RefusedAsync(shelf.PullAsync(shelf.At("nothing:2"), shelf.Careless)));
        Assert.Equal("TR8306", await Shelf.RefusedAsync(shelf.PullAsync(shelf.At("greeter"), shelf.Careless)));
        Assert.Equal("TR8307", await Shelf.RefusedAsync(shelf.PushAsync(shelf.Package(), $"greeter@{pushed.Reference.Digest}")));
    }
}
