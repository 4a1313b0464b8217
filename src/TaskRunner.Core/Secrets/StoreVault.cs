using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Secrets;

/// <summary>The vault of a store: seals with the store's key, and looks references up. Thread safe. Keeps no plaintext.</summary>
public sealed class StoreVault(IStore store, SecretKey key) : ISecretVault
{
    private const int FingerprintBytes = 8;
    private readonly SecretSource _source = new(store);

    public SecretValue Seal(Value plaintext)
    {
        var keys = key.GetOrMake();
        var fingerprint = SecretBox.Fingerprint(keys, plaintext);
        return new SecretValue(SecretBox.Seal(keys, plaintext, fingerprint), fingerprint, plaintext.Span);
    }

    /// <summary>A reference is no secret itself: its fingerprint needs no key, so planning without a store can compute it.</summary>
    public SecretValue Refer(MapValue reference)
    {
        var text = "reference " + ValueDigest.CanonicalText(reference);
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, FingerprintBytes));
        return new SecretValue(new SecretContent.Reference(reference), fingerprint, reference.Span);
    }

    public ValueTask<Value> RevealAsync(Value value, CancellationToken cancellationToken) =>
        RevealAsync(value, new Dictionary<string, Value>(StringComparer.Ordinal), cancellationToken);

    /// <param name="value">What may hold secrets at any depth.</param>
    /// <param name="known">Revealed already in this call, by fingerprint: a program is not asked twice for the same secret.</param>
    /// <param name="cancellationToken">Ends a slow program or file too.</param>
    private async ValueTask<Value> RevealAsync(Value value, Dictionary<string, Value> known, CancellationToken cancellationToken)
    {
        switch (value)
        {
            case SecretValue secret:
                if (!known.TryGetValue(secret.Fingerprint, out var plaintext))
                {
                    plaintext = await RevealAsync(await OpenAsync(secret, cancellationToken), known, cancellationToken);
                    known.Add(secret.Fingerprint, plaintext);
                }

                return plaintext.WithSpan(secret.Span);
            case MapValue map when HoldsSecret(map):
                var entries = ImmutableArray.CreateBuilder<MapEntry>(map.Entries.Length);
                foreach (var entry in map.Entries)
                {
                    entries.Add(entry with { Value = await RevealAsync(entry.Value, known, cancellationToken) });
                }

                return new MapValue(entries.MoveToImmutable(), map.Span);
            case ListValue list when HoldsSecret(list):
                var items = ImmutableArray.CreateBuilder<Value>(list.Items.Length);
                foreach (var item in list.Items)
                {
                    items.Add(await RevealAsync(item, known, cancellationToken));
                }

                return new ListValue(items.MoveToImmutable(), list.Span);
            default:
                return value;
        }
    }

    private async ValueTask<Value> OpenAsync(SecretValue secret, CancellationToken cancellationToken)
    {
        switch (secret.Content)
        {
            case SecretContent.Sealed box:
                return SecretBox.Open(key.Get(), box.Box.Span, secret.Fingerprint);
            case SecretContent.Reference reference:
                return await _source.LookUpAsync(SecretLocation.Read(reference.Source), cancellationToken);
            default:
                throw new InvalidOperationException("a derived secret is computed again from those it came from; this is a bug");
        }
    }

    private static bool HoldsSecret(Value value) => value switch
    {
        SecretValue => true,
        MapValue map => map.Entries.Any(e => HoldsSecret(e.Value)),
        ListValue list => list.Items.Any(HoldsSecret),
        _ => false,
    };
}
