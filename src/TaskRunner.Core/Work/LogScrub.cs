using TaskRunner.Operations;
using TaskRunner.Secrets;
using TaskRunner.TaskTypes;

namespace TaskRunner.Work;

/// <summary>
/// Masks in the logs of an attempt what nobody knew to be secret while they were written: what turned out to be one when the outputs were
/// judged. It is done before the attempt is settled; who followed the log may have seen them.
/// </summary>
internal static class LogScrub
{
    public static void Run(TaskContext context, SecretTexts secrets, bool hasLearnt)
    {
        if (!hasLearnt || secrets.IsEmpty || !Directory.Exists(context.LogDirectory))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(context.LogDirectory, "*.log"))
        {
            // What is masked is of another length: where the one log grew after the other is no longer known.
            if (MaskedFile.Rewrite(path, secrets) && LogOrder.PathFor(path) is { } order)
            {
                File.Delete(order);
            }
        }
    }
}
