using System.Text;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Configuration;

/// <summary>A vault whose boxes are not locked, so that a test can look what was sealed; fingerprints follow from the content.</summary>
internal sealed class OpenVault : ISecretVault
{
    public SecretValue Seal(Value plaintext) => new(
        new SecretContent.Sealed(Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(plaintext.ToString())))),
        "print-" + ValueDigest.Of(plaintext)[7..15]);

    public SecretValue Refer(MapValue reference) => new(new SecretContent.Reference(reference), "ref-" + ValueDigest.Of(reference)[7..15]);

    public ValueTask<Value> RevealAsync(Value value, CancellationToken cancellationToken) => throw new NotSupportedException();

    public static string Open(Value? value) => value is SecretValue { Content: SecretContent.Sealed box }
        ? Encoding.UTF8.GetString(Convert.FromBase64String(Encoding.UTF8.GetString(box.Box.Span)))
        : throw new InvalidOperationException($"not sealed: {value}");
}
