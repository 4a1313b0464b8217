using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Registries;

/// <summary>
/// The distribution API of OCI for one repository. Whatever has a digest is compared with it before anybody gets it.
/// </summary>
internal sealed class RegistryClient(OciReference target, string scope, RegistryAccess access) : IDisposable
{
    public const string Pull = "pull";
    public const string Push = "pull,push";

    private const int TagsPerPage = 1000;
    private const int TimesForMany = 4;

    /// <summary>Also those of other things, so that a tag of one is no missing tag but no package.</summary>
    private static readonly string[] ManifestTypes =
    [
        OciManifest.MediaType,
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
    ];

    private readonly RegistryConnection _connection = new(target, scope, access);

    public void Dispose() => _connection.Dispose();

    /// <param name="reference">Tag or digest.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>Null where there is none.</returns>
    public Task<StoredManifest?> FindManifestAsync(string reference, CancellationToken cancellationToken)
    {
        var what = $"{OciReference.Scheme}{target.Name}{(OciDigest.IsOne(reference) ? '@' : ':')}{reference}";
        var call = Call(HttpMethod.Get, $"manifests/{reference}", what) with { Accept = ManifestTypes };
        return _connection.CallAsync(call, async (answer, cancel) =>
        {
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            Require(call, answer, HttpStatusCode.OK);
            var bytes = await BoundedContent.ReadAsync(answer, what, access.Limits.DocumentBytes, cancel).ConfigureAwait(false);
            var digest = OciDigest.Of(bytes);
            var promised = OciDigest.IsOne(reference) ? reference : Header(answer, "Docker-Content-Digest") is { } said && OciDigest.IsOne(said) ? said : digest;
            return digest == promised ? new StoredManifest(bytes, digest) : throw RegistryFault.OtherContent(what, promised, digest);
        }, cancellationToken);
    }

    /// <summary>Writes a blob into a stream; what is in the stream is of no use before this returns.</summary>
    public Task DownloadAsync(OciDescriptor blob, Stream to, long limit, CancellationToken cancellationToken)
    {
        if (blob.Size > limit)
        {
            throw RegistryFault.TooLarge(blob.Digest, limit);
        }

        var call = Call(HttpMethod.Get, $"blobs/{blob.Digest}", $"{OciReference.Scheme}{target.Name}@{blob.Digest}") with { Bytes = blob.Size };
        return _connection.CallAsync(call, async (answer, cancel) =>
        {
            Require(call, answer, HttpStatusCode.OK);
            var digest = await BoundedContent.CopyAsync(answer, to, call.What, blob.Size, cancel).ConfigureAwait(false);
            return digest == blob.Digest ? true : throw RegistryFault.OtherContent(call.What, blob.Digest, digest);
        }, cancellationToken);
    }

    public async Task<byte[]> ReadBlobAsync(OciDescriptor blob, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await DownloadAsync(blob, content, access.Limits.DocumentBytes, cancellationToken).ConfigureAwait(false);
        return content.ToArray();
    }

    /// <summary>Uploads a blob the registry does not have yet, in one piece.</summary>
    public async Task UploadAsync(OciDescriptor blob, Func<Stream> open, CancellationToken cancellationToken)
    {
        var look = Call(HttpMethod.Head, $"blobs/{blob.Digest}", blob.Digest);
        if (await _connection.CallAsync(look, (answer, _) => Task.FromResult(answer.StatusCode == HttpStatusCode.OK), cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var begin = Call(HttpMethod.Post, "blobs/uploads/", target.ToString()) with { Content = () => new ByteArrayContent([]) };
        var place = await _connection.CallAsync(begin, (answer, _) =>
        {
            Require(begin, answer, HttpStatusCode.Accepted);
            return Task.FromResult(UploadPlace(begin, answer.Headers.Location, blob.Digest));
        }, cancellationToken).ConfigureAwait(false);
        var put = new RegistryCall(HttpMethod.Put, place, blob.Digest) { Content = () => Octets(open(), blob.Size), Bytes = blob.Size };
        await _connection.CallAsync(put, (answer, _) => Task.FromResult(Require(put, answer, HttpStatusCode.Created)), cancellationToken).ConfigureAwait(false);
    }

    /// <param name="reference">Tag or digest.</param>
    /// <param name="manifest">All blobs of it are there.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public Task PutManifestAsync(string reference, byte[] manifest, CancellationToken cancellationToken)
    {
        var call = Call(HttpMethod.Put, $"manifests/{reference}", target.ToString()) with { Content = () => Typed(new ByteArrayContent(manifest), OciManifest.MediaType) };
        return _connection.CallAsync(call, (answer, _) => Task.FromResult(Require(call, answer, HttpStatusCode.Created)), cancellationToken);
    }

    /// <summary>Work of many questions, each of which could use up its time, in a time for them all.</summary>
    /// <exception cref="RefusedException">It takes longer.</exception>
    public async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var limit = access.Limits.AnswerTime * TimesForMany;
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timed.CancelAfter(limit);
        try
        {
            return await work(timed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw RegistryFault.TooSlow(target.Host, limit);
        }
    }

    /// <summary>All tags in the registry's order, page by page.</summary>
    public Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancellationToken) => InTimeAsync(ReadTagsAsync, cancellationToken);

    private async Task<IReadOnlyList<string>> ReadTagsAsync(CancellationToken cancellationToken)
    {
        var tags = new List<string>();
        var next = Address($"tags/list?n={TagsPerPage.ToString(CultureInfo.InvariantCulture)}");
        while (next is not null)
        {
            var call = new RegistryCall(HttpMethod.Get, next, $"{OciReference.Scheme}{target.Name}");
            var before = tags.Count;
            next = await _connection.CallAsync(call, (answer, cancel) => ReadTagsAsync(call, answer, tags, cancel), cancellationToken).ConfigureAwait(false);
            next = tags.Count == before ? null : next; // a page without tags that leads on would lead on for ever
        }

        return tags;
    }

    private async Task<Uri?> ReadTagsAsync(RegistryCall call, HttpResponseMessage answer, List<string> tags, CancellationToken cancellationToken)
    {
        Require(call, answer, HttpStatusCode.OK);
        var bytes = await BoundedContent.ReadAsync(answer, call.What, access.Limits.DocumentBytes, cancellationToken).ConfigureAwait(false);
        if (JsonReader.Read(SourceText.FromUtf8("tags", bytes), new DiagnosticBag()) is not MapValue map)
        {
            throw RegistryFault.Broken(target.Host, call.What, "tags");
        }

        tags.AddRange(map["tags"] is ListValue list ? list.Items.OfType<StringValue>().Select(t => t.Text).Where(OciReference.IsTag) : []);
        return tags.Count > access.Limits.Tags ? throw RegistryFault.TooLarge(call.What, access.Limits.Tags)
            : Header(answer, "Link") is { } link && link.IndexOf('>') is > 0 and var end && link[0] == '<' ? OnOrigin(call.Address, link[1..end])
            : null;
    }

    private Uri UploadPlace(RegistryCall call, Uri? location, string digest)
    {
        var place = new UriBuilder(OnOrigin(call.Address, location?.OriginalString ?? ""));
        var question = $"digest={Uri.EscapeDataString(digest)}";
        place.Query = place.Query.Length > 1 ? $"{place.Query}&{question}" : question;
        return place.Uri;
    }

    /// <summary>Places that the registry names for what follows are its own: a package and an account go nowhere else.</summary>
    private Uri OnOrigin(Uri from, string location) =>
        location.Length > 0 && Uri.TryCreate(from, location, out var place) && _connection.IsOrigin(place) && place.UserInfo.Length == 0
            ? place
            : throw RegistryFault.Elsewhere(target.Host, location);

    private RegistryCall Call(HttpMethod method, string path, string what) => new(method, Address(path), what);

    private Uri Address(string path) => new(_connection.Origin, $"v2/{target.Repository}/{path}");

    private bool Require(RegistryCall call, HttpResponseMessage answer, HttpStatusCode status) =>
        answer.StatusCode == status ? true : throw _connection.Refused(call, answer);

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static StreamContent Octets(Stream stream, long length)
    {
        var content = Typed(new StreamContent(stream), "application/octet-stream");
        content.Headers.ContentLength = length;
        return content;
    }

    private static T Typed<T>(T content, string type)
        where T : HttpContent
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }
}
