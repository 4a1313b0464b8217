using System.Security.Cryptography;
using System.Text;

namespace TaskRunner.Tasks.Supervision;

/// <summary>
/// Seals a result that may hold secrets before it is remembered: nonce (12) | ciphertext | tag (16), AES-256-GCM, bound to its step. The
/// runner brings the key with each launch that needs it; it is never written down.
/// </summary>
internal static class ResultSeal
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static byte[] Seal(byte[] key, StepKey step, ReadOnlySpan<byte> text)
    {
        var box = new byte[NonceLength + text.Length + TagLength];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(box.AsSpan(0, NonceLength), text, box.AsSpan(NonceLength, text.Length), box.AsSpan(^TagLength), Bound(step));
        return box;
    }

    /// <returns>Null when it was sealed with another key, for another step, or is damaged.</returns>
    public static byte[]? Open(byte[] key, StepKey step, ReadOnlySpan<byte> box)
    {
        if (box.Length < NonceLength + TagLength)
        {
            return null;
        }

        var text = new byte[box.Length - NonceLength - TagLength];
        try
        {
            using var cipher = new AesGcm(key, TagLength);
            cipher.Decrypt(box[..NonceLength], box[NonceLength..^TagLength], box[^TagLength..], text, Bound(step));
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] Bound(StepKey step) => Encoding.UTF8.GetBytes($"{step.AttemptId} {step.Step}");
}
