using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Secrets;

/// <summary>Looks references up. Texts of files and programs lose one line break at their end: it is the editor's, not the secret's.</summary>
internal sealed class SecretSource(IStore store)
{
    private const int MostBytes = 1 << 20;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly SecretProgram _program = new(TimeSpan.FromSeconds(30), MostBytes);

    /// <returns>The plaintext, or for a key of the store the sealed value.</returns>
    public async ValueTask<Value> LookUpAsync(SecretLocation location, CancellationToken cancellationToken) => location switch
    {
        SecretLocation.InEnvironment r => Value.From(
            Environment.GetEnvironmentVariable(r.Name) ?? throw new RefusedException(RefusalKind.NotFound, "TR7044", r.Name)),
        SecretLocation.InFile r => ToText(await ReadFileAsync(r.Path, cancellationToken), "$file", r.Path),
        SecretLocation.FromProgram r => ToText(await _program.RunAsync(r.Arguments, cancellationToken), "$exec", r.Arguments[0]),
        SecretLocation.InStore r => await store.FindSecretAsync(r.Key, cancellationToken)
            ?? throw new RefusedException(RefusalKind.NotFound, "TR7050", r.Key),
        _ => throw new InvalidOperationException("an unknown kind of location; this is a bug"),
    };

    private static async ValueTask<byte[]> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            // Bounded while reading: a device or a pipe has no length.
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, useAsync: true);
            var bytes = new byte[MostBytes + 1];
            var count = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return count <= MostBytes ? bytes[..count] : throw new RefusedException(RefusalKind.Invalid, "TR7048", path, $"{MostBytes}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.NotFound, "TR7049", path, e.Message);
        }
    }

    private static StringValue ToText(byte[] bytes, string kind, string place)
    {
        try
        {
            var text = Strict.GetString(bytes);
            return new StringValue(text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text);
        }
        catch (DecoderFallbackException)
        {
            throw new RefusedException(RefusalKind.Invalid, "TR7051", kind, place);
        }
    }
}
