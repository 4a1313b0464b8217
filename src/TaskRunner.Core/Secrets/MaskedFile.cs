using System.Buffers;

namespace TaskRunner.Secrets;

/// <summary>Masks what is in a file already, for secrets that became known after it was written.</summary>
public static class MaskedFile
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Writes a new file that takes the place of the old one, so that a reader sees either; none where there is nothing to mask.</summary>
    /// <param name="path">A file nobody writes any more.</param>
    /// <param name="secrets">What nobody may see.</param>
    /// <returns>Whether there was anything to mask.</returns>
    /// <exception cref="IOException">There is no room for it; the file is as it was.</exception>
    public static bool Rewrite(string path, SecretTexts secrets)
    {
        var masked = path + ".masked";
        try
        {
            if (Copy(path, masked, secrets))
            {
                File.Move(masked, path, overwrite: true);
                return true;
            }

            return false;
        }
        finally
        {
            File.Delete(masked);
        }
    }

    /// <returns>Whether there was anything to mask: stars are shorter than what they stand for.</returns>
    private static bool Copy(string path, string masked, SecretTexts secrets)
    {
        using var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        using var to = NewFile(masked);
        var stream = new StreamMask(secrets);
        var (buffer, output) = (new byte[BufferSize], new ArrayBufferWriter<byte>());
        int read;
        do
        {
            read = from.Read(buffer);
            stream.Write(buffer.AsSpan(0, read), output);
            if (read == 0)
            {
                stream.End(output);
            }

            to.Write(output.WrittenSpan);
            output.ResetWrittenCount();
        }
        while (read > 0);
        return to.Length != from.Length;
    }

    private static FileStream NewFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
