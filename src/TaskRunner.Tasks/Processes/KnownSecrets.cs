using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Tasks.Shell;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Processes;

/// <summary>
/// What is to be masked in what a process prints: what it was given, and what it makes itself, as soon as that is in its result. A script
/// that writes a value before it prints it is never seen to print it, whoever dies.
/// </summary>
internal sealed class KnownSecrets(ProcessSpec process)
{
    private readonly SecretTexts _given = process.Secrets ?? SecretTexts.None;
    private readonly OutputReader _reader = new();
    private SecretTexts _all = process.Secrets ?? SecretTexts.None;
    private (long Size, long Changed) _seen;

    /// <summary>Whether the process has to be listened to.</summary>
    public bool MayBeAny => !_given.IsEmpty || process is { SecretResults.Count: > 0, ResultPath: not null };

    /// <summary>Some came to light while it ran.</summary>
    public bool HasLearnt => _all != _given;

    /// <summary>All that are known now. Asked after something was printed and before it is passed on; never by two threads at once.</summary>
    public SecretTexts Look()
    {
        if (process.SecretResults.Count == 0 || process.ResultPath is not { } path || Libc.Look(path) is not { } facts || (facts.Size, facts.Changed) == _seen)
        {
            return _all;
        }

        _seen = (facts.Size, facts.Changed);
        if (_reader.Read(path, null) is { } written) // one that is not whole yet is read again when it is
        {
            var found = process.SecretResults.Select(name => written[name]).OfType<Value>().SelectMany(SecretTexts.In).Select(t => t.Trim());
            var all = new SecretTexts([.. _all.Texts, .. found]);
            _all = all.Texts.Count > _all.Texts.Count ? all : _all;
        }

        return _all;
    }
}
