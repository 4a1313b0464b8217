using System.Security.Cryptography;

namespace TaskRunner.Registries;

/// <summary>Reads what a registry sends no further than it may go.</summary>
internal static class BoundedContent
{
    /// <exception cref="Diagnostics.RefusedException">It is longer.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage answer, string what, int limit, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await CopyAsync(answer, content, what, limit, cancellationToken).ConfigureAwait(false);
        return content.ToArray();
    }

    /// <returns>The digest of what was copied.</returns>
    /// <exception cref="Diagnostics.RefusedException">It is longer.</exception>
    public static async Task<string> CopyAsync(HttpResponseMessage answer, Stream target, string what, long limit, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentLength > limit)
        {
            throw RegistryFault.TooLarge(what, limit);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var source = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var (buffer, total) = (new byte[64 << 10], 0L);
        while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            total += count;
            if (total > limit)
            {
                throw RegistryFault.TooLarge(what, limit);
            }

            hash.AppendData(buffer, 0, count);
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }

        return OciDigest.Of(hash);
    }
}
