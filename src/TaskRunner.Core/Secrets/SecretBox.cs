using System.Security.Cryptography;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Secrets;

/// <summary>
/// A sealed value: <c>1 | key id (4) | nonce (12) | ciphertext | tag (16)</c>, AES-256-GCM. The plaintext is the value's JSON; the
/// fingerprint is bound in as additional data, so that a box put under another fingerprint does not open.
/// </summary>
internal static class SecretBox
{
    private const byte Version = 1;
    private const int IdAt = 1, NonceAt = 5, TextAt = 17, TagLength = 16, NonceLength = 12;
    private const int FingerprintBytes = 8;

    public static string Fingerprint(SecretKey.Keys keys, Value plaintext) => Convert.ToHexStringLower(
        HMACSHA256.HashData(keys.Fingerprints, Encoding.UTF8.GetBytes(ValueDigest.CanonicalText(plaintext))).AsSpan(0, FingerprintBytes));

    public static SecretContent.Sealed Seal(SecretKey.Keys keys, Value plaintext, string fingerprint)
    {
        var text = JsonWriter.ToUtf8(plaintext, secrets: SecretForm.Sealed).ToArray();
        var box = new byte[TextAt + text.Length + TagLength];
        box[0] = Version;
        keys.Id.CopyTo(box, IdAt);
        RandomNumberGenerator.Fill(box.AsSpan(NonceAt, NonceLength));
        using var cipher = new AesGcm(keys.Sealing, TagLength);
        cipher.Encrypt(
            box.AsSpan(NonceAt, NonceLength), text, box.AsSpan(TextAt, text.Length), box.AsSpan(^TagLength), Encoding.ASCII.GetBytes(fingerprint));
        CryptographicOperations.ZeroMemory(text);
        return new SecretContent.Sealed(box);
    }

    /// <exception cref="RefusedException">Sealed with another key, or damaged.</exception>
    public static Value Open(SecretKey.Keys keys, ReadOnlySpan<byte> box, string fingerprint)
    {
        if (box.Length < TextAt + TagLength || box[0] != Version)
        {
            throw new RefusedException(RefusalKind.Store, "TR7032", fingerprint);
        }

        if (!box[IdAt..NonceAt].SequenceEqual(keys.Id))
        {
            throw new RefusedException(RefusalKind.Store, "TR7034", fingerprint);
        }

        var text = new byte[box.Length - TextAt - TagLength];
        try
        {
            using var cipher = new AesGcm(keys.Sealing, TagLength);
            cipher.Decrypt(box[NonceAt..TextAt], box[TextAt..^TagLength], box[^TagLength..], text, Encoding.ASCII.GetBytes(fingerprint));
            return SecretJson.ReadStored(text);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new RefusedException(RefusalKind.Store, "TR7032", fingerprint);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
