using TaskRunner.Values;

namespace TaskRunner.Secrets;

/// <summary>Where a secret's plaintext comes from. The hierarchy is closed; none of it holds plaintext.</summary>
public abstract record SecretContent
{
    private SecretContent()
    {
    }

    /// <summary>Encrypted with the store's key (AES-GCM: nonce, ciphertext, tag); the plaintext is the JSON of a value.</summary>
    public sealed record Sealed(ReadOnlyMemory<byte> Box) : SecretContent;

    /// <summary>To be looked up when an attempt begins: <c>{$env: NAME}</c>, <c>{$file: PATH}</c>, <c>{$exec: [argv]}</c>, <c>{$store: KEY}</c>.</summary>
    public sealed record Reference(MapValue Source) : SecretContent;

    /// <summary>Computed from other secrets by an expression that is known only when they are; stands in plans for what it will be.</summary>
    public sealed record Derived : SecretContent;
}

/// <summary>Seals, fingerprints and reveals secrets with a key that lies outside the database.</summary>
public interface ISecretVault
{
    /// <summary>Encrypts a value; the fingerprint is a keyed hash of the plaintext.</summary>
    SecretValue Seal(Value plaintext);

    /// <summary>A secret by reference; the fingerprint is that of the reference, so that rotation changes no digest.</summary>
    SecretValue Refer(MapValue reference);

    /// <summary>The value with every secret in it, at any depth, replaced by its plaintext.</summary>
    /// <exception cref="Diagnostics.RefusedException">A reference cannot be resolved, or the key does not open the box.</exception>
    ValueTask<Value> RevealAsync(Value value, CancellationToken cancellationToken);
}
