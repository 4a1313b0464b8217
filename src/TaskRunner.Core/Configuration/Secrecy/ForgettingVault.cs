using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Secrecy;

/// <summary>
/// Takes secrets and forgets them: for looking at answers where nothing is kept (<c>config</c>, <c>lint</c>), so that no key
/// and no store are needed.
/// </summary>
public sealed class ForgettingVault : ISecretVault
{
    private int _count;

    public SecretValue Seal(Value plaintext) =>
        new(new SecretContent.Derived(), $"forgotten:{Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture)}");

    public SecretValue Refer(MapValue reference) => new(new SecretContent.Reference(reference), ValueDigest.Of(reference));

    /// <exception cref="RefusedException">Always where there is a secret: it is not kept.</exception>
    public ValueTask<Value> RevealAsync(Value value, CancellationToken cancellationToken) =>
        throw new NotSupportedException("this vault keeps nothing; only a store's vault reveals");
}
