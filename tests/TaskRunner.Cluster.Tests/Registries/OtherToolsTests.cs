using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using TaskRunner.Registries;

namespace TaskRunner.ClusterTests.Registries;

/// <summary>Other people's tools and ours understand each other: packages are copied by skopeo, signatures are made and verified by openssl.</summary>
public sealed class OtherToolsTests
{
    [Fact]
    public async Task Skopeo_copies_a_package_and_its_signature_between_registries()
    {
        await using var shelf = await Shelf.OpenAsync();
        var pushed = await shelf.PushAsync(shelf.Package(), "greeter");
        await shelf.SignAsync(pushed.Reference, "maker");
        await SkopeoAsync("copy", "--src-tls-verify=false", "--dest-tls-verify=false", Image(shelf, "greeter:1.0.0"), Image(shelf, "copy/greeter:1.0.0"));
        Assert.Equal("TR8330", await Shelf.RefusedAsync(shelf.VerifyAsync(shelf.At("copy/greeter:1.0.0"), "maker")));

        var signature = TagOf(pushed.Reference);
        await SkopeoAsync("copy", "--src-tls-verify=false", "--dest-tls-verify=false", Image(shelf, $"greeter:{signature}"), Image(shelf, $"copy/greeter:{signature}"));
        using var pulled = await shelf.PullAsync(shelf.At("copy/greeter:1.0.0"), shelf.Trusting("maker"));
        Assert.Equal(pushed.Package, pulled.Package);
        Assert.Equal(pushed.Reference.Digest, pulled.Reference.Digest);
        await shelf.SignAsync(shelf.At("copy/greeter:1.0.0"), "other");
        await shelf.VerifyAsync(shelf.At("copy/greeter:1.0.0"), "other");
    }

    [Fact]
    public async Task A_package_goes_through_a_folder_of_skopeo_and_back()
    {
        await using var shelf = await Shelf.OpenAsync();
        var pushed = await shelf.PushAsync(shelf.Package(), "greeter");
        var layout = Path.Combine(shelf.Folder, "layout");
        await SkopeoAsync("copy", "--src-tls-verify=false", Image(shelf, "greeter:1.0.0"), $"oci:{layout}:greeter");
        await SkopeoAsync("copy", "--dest-tls-verify=false", $"oci:{layout}:greeter", Image(shelf, "back/greeter:1"));
        using var pulled = await shelf.PullAsync(shelf.At("back/greeter:1"), shelf.Careless);
        Assert.Equal(pushed.Reference.Digest, pulled.Reference.Digest);
        Assert.Equal(await shelf.ManifestAsync("greeter", "1.0.0"), await SkopeoAsync("inspect", "--raw", "--tls-verify=false", Image(shelf, "greeter:1.0.0")));
    }

    [Fact]
    public async Task Openssl_verifies_what_we_sign()
    {
        await using var shelf = await Shelf.OpenAsync();
        var pushed = await shelf.PushAsync(shelf.Package(), "greeter");
        await shelf.SignAsync(pushed.Reference, "maker");
        var layer = JsonNode.Parse(await shelf.ManifestAsync("greeter", TagOf(pushed.Reference)))!["layers"]![0]!;
        var (payload, signature) = (Path.Combine(shelf.Folder, "payload"), Path.Combine(shelf.Folder, "signature"));
        await File.WriteAllBytesAsync(payload, await shelf.BlobAsync("greeter", (string)layer["digest"]!), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(signature, Convert.FromBase64String((string)layer["annotations"]!["dev.cosignproject.cosign/signature"]!), TestContext.Current.CancellationToken);
        Assert.Equal("Verified OK\n", await OpensslAsync("dgst", "-sha256", "-verify", shelf.KeyFile("maker") + ".pub", "-signature", signature, payload));
        var said = JsonNode.Parse(await File.ReadAllTextAsync(payload, TestContext.Current.CancellationToken))!;
        Assert.Equal(pushed.Reference.Digest, (string?)said["critical"]!["image"]!["docker-manifest-digest"]);
        Assert.Equal($"{shelf.Registry.Host}/greeter", (string?)said["critical"]!["identity"]!["docker-reference"]);
    }

    [Fact]
    public async Task We_verify_what_openssl_signs_with_a_key_of_its_own()
    {
        await using var shelf = await Shelf.OpenAsync();
        var pushed = await shelf.PushAsync(shelf.Package(), "greeter");
        var key = Path.Combine(shelf.Folder, "vendor");
        await OpensslAsync("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key);
        await OpensslAsync("pkey", "-in", key, "-pubout", "-out", key + ".pub");
        var payload = Path.Combine(shelf.Folder, "payload");
        await File.WriteAllTextAsync(
            payload,
            $$$"""{"critical":{"type":"cosign container image signature","image":{"docker-manifest-digest":"{{{pushed.Reference.Digest}}}"},"identity":{"docker-reference":"elsewhere/greeter"}},"optional":{"creator":"a vendor"}}""",
            TestContext.Current.CancellationToken);
        await OpensslAsync("dgst", "-sha256", "-sign", key, "-out", payload + ".sig", payload);
        var digest = await shelf.PutBlobAsync("greeter", await File.ReadAllBytesAsync(payload, TestContext.Current.CancellationToken));
        var config = await shelf.PutBlobAsync("greeter", Encoding.UTF8.GetBytes("{\"rootfs\":{}}"));
        var signature = Convert.ToBase64String(await File.ReadAllBytesAsync(payload + ".sig", TestContext.Current.CancellationToken));
        await shelf.PutManifestAsync("greeter", TagOf(pushed.Reference), new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["config"] = new JsonObject { ["mediaType"] = "application/vnd.oci.image.config.v1+json", ["digest"] = config, ["size"] = 13 },
            ["layers"] = new JsonArray(new JsonObject
            {
                ["mediaType"] = "application/vnd.dev.cosign.simplesigning.v1+json",
                ["digest"] = digest,
                ["size"] = new FileInfo(payload).Length,
                ["annotations"] = new JsonObject { ["dev.cosignproject.cosign/signature"] = signature },
            }),
        }.ToJsonString());
        Assert.Equal(shelf.Public("vendor").Fingerprint, (await shelf.VerifyAsync(pushed.Reference, "vendor")).Key.Fingerprint);
        await shelf.SignAsync(pushed.Reference, "other");
        await shelf.VerifyAsync(pushed.Reference, "vendor");
    }

    private static string Image(Shelf shelf, string rest) => $"docker://{shelf.Registry.Host}/{rest}";

    private static string TagOf(OciReference reference) => reference.Digest!.Replace(':', '-') + ".sig";

    private static Task<string> SkopeoAsync(params string[] arguments) => RunAsync("/usr/bin/skopeo", "apt-get install skopeo", ["--insecure-policy", .. arguments]);

    private static Task<string> OpensslAsync(params string[] arguments) => RunAsync("/usr/bin/openssl", "apt-get install openssl", arguments);

    private static async Task<string> RunAsync(string program, string command, string[] arguments)
    {
        Assert.SkipUnless(File.Exists(program), $"no {Path.GetFileName(program)}; {command}");
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await error}");
        return await output;
    }
}
