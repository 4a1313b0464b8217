using Microsoft.AspNetCore.Http;
using TaskRunner.Diagnostics;
using TaskRunner.Operations.Packages;
using TaskRunner.Registries;
using TaskRunner.Registries.Signing;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Server.Runs;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>Packages that come from the registries the server's operator has named.</summary>
internal static class RegistryRoutes
{
    private const string Path = Call.Prefix + "/registries";

    public static Route[] All { get; } =
    [
        new("GET", Path, RoutePolicy.Viewer, "The registries packages may be taken from.", ListAsync) { Answer = "Registry[]" },
        new("GET", Path + "/versions", RoutePolicy.Operator, "The tags of a repository; versions first, the newest on top.", VersionsAsync)
        {
            Answer = "RegistryVersions",
            Query = [new("repository", "string", IsRequired: true, Text: "oci://HOST/REPOSITORY")],
        },
        new("POST", Call.Prefix + "/packages/pull", RoutePolicy.Operator, "Takes a package in from a registry: by digest, signed by a key the server trusts.", PullAsync)
        {
            Answer = "PulledPackage",
            Audit = "package.pull",
            Status = StatusCodes.Status201Created,
            Body = [new("reference", "string", IsRequired: true, Text: "oci://HOST/REPOSITORY:TAG, or @sha256:… of its manifest")],
        },
    ];

    private static async ValueTask ListAsync(Call call) => await call.WriteAsync(new ListValue([.. call.Server.Options.Registries.Select(r => (Value)MapValue.Of(
        ("address", Value.From(r.ToString())),
        ("allowsUnsigned", Value.From(call.Server.Options.RegistryAccess.Trust.AllowUnsigned))))])).ConfigureAwait(false);

    private static async ValueTask VersionsAsync(Call call)
    {
        var repository = Allowed(call, call.Query("repository") ?? "");
        var tags = await new PackageTagsOperation(call.Server.Options.RegistryAccess).RunAsync(repository, call.Aborted).ConfigureAwait(false);
        await call.WriteAsync(MapValue.Of(
            ("repository", Value.From(OciReference.Scheme + repository.Name)),
            ("versions", new ListValue([.. tags.Select(t => (Value)Value.From(t))])))).ConfigureAwait(false);
    }

    private static async ValueTask PullAsync(Call call)
    {
        var body = new BodyReader(await call.ReadAsync().ConfigureAwait(false));
        var reference = Allowed(call, body.Text("reference") ?? "");
        using var pulled = await new PackagePullOperation(call.Bench, call.Server.Options.RegistryAccess).RunAsync(reference, call.Aborted).ConfigureAwait(false);
        var added = await new PackageAddOperation(call.Bench).RunAsync(
            pulled.Archive,
            call.Aborted,
            package => call.Audit.WriteAsync("package.pull", package.Digest, $"{package.Name} {package.Version} {pulled.Reference}")).ConfigureAwait(false);
        await PackageRoutes.WriteAddedAsync(call, added, row => row
            .With("reference", Value.From(pulled.Reference.ToString()))
            .With("signedBy", Value.From((pulled.Signature as SignatureState.Signed)?.Key.Fingerprint))).ConfigureAwait(false);
    }

    /// <exception cref="RefusedException">It is no reference, or of a registry that was not named.</exception>
    private static OciReference Allowed(Call call, string text)
    {
        var places = call.Server.Options.Registries;
        if (places.Count == 0)
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR8542");
        }

        var reference = OciReference.Parse(text);
        return places.Any(p => p.Has(reference))
            ? reference
            : throw new RefusedException(RefusalKind.NotAllowed, "TR8543", reference.Name, string.Join(", ", places));
    }
}
