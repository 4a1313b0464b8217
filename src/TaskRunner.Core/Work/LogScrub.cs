using System.Buffers;
using TaskRunner.Secrets;
using TaskRunner.TaskTypes;

namespace TaskRunner.Work;

/// <summary>
/// Masks in the logs of an attempt what nobody knew to be secret while they were written: the outputs the task made itself. It is done
/// before the attempt is settled; who followed the log may have seen them.
/// </summary>
internal static class LogScrub
{
    private const int BufferSize = 64 * 1024;

    public static void Run(TaskContext context, SecretTexts secrets, bool hasLearnt)
    {
        if (!hasLearnt || secrets.IsEmpty || !Directory.Exists(context.LogDirectory))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(context.LogDirectory, "*.log"))
        {
            Scrub(path, secrets);
        }
    }

    /// <summary>Into a new file that takes the place of the old one, so that a reader sees either.</summary>
    private static void Scrub(string path, SecretTexts secrets)
    {
        var masked = path + ".masked";
        if (Copy(path, masked, secrets))
        {
            File.Move(masked, path, overwrite: true);
        }
        else
        {
            File.Delete(masked);
        }
    }

    /// <returns>Whether there was anything to mask: stars are shorter than what they stand for.</returns>
    private static bool Copy(string path, string masked, SecretTexts secrets)
    {
        using var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        using var to = PrivateFolder.NewFile(masked);
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
}
