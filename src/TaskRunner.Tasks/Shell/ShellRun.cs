using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Tasks.Processes;
using TaskRunner.TaskTypes;

namespace TaskRunner.Tasks.Shell;

/// <summary>One script of one attempt: made ready, run as a step, and what it left for us read before its private folder goes.</summary>
internal sealed class ShellRun : IDisposable
{
    private static readonly TimeSpan LookTimeout = TimeSpan.FromMinutes(1);

    private readonly TaskContext _context;
    private readonly string _verb;
    private readonly ShellAction _action;
    private readonly MessageCatalogue _texts;
    private readonly PrivateFolder _files;

    private ShellRun(TaskContext context, string verb, ShellAction action, MessageCatalogue texts)
    {
        (_context, _verb, _action, _texts) = (context, verb, action, texts);
        Directory.CreateDirectory(context.LogDirectory);
        _files = PrivateFolder.Create(context, verb, action);
    }

    /// <summary>What people know the script by.</summary>
    public string Name => _action is ShellAction.PackageFile file ? file.Path : _verb;

    public TimeSpan Timeout =>
        _verb is ShellVerb.Probe or ShellVerb.Status && _context.Limits.Timeout > LookTimeout ? LookTimeout : _context.Limits.Timeout;

    /// <summary>What the script writes is ours to keep, so it goes to disk, beside the logs; its name begins with a dot: it is no log.</summary>
    public string OutputPath => Path.Combine(_context.LogDirectory, $".{_verb}.output");

    public string StdoutPath => Path.Combine(_context.LogDirectory, _verb + ".out.log");

    public string StderrPath => Path.Combine(_context.LogDirectory, _verb + ".err.log");

    /// <exception cref="RefusedException">The spec has no such action, or this is no system to run it on.</exception>
    public static ShellRun Prepare(TaskContext context, string verb, MessageCatalogue texts)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new RefusedException(RefusalKind.NotAllowed, "TR9001", Environment.OSVersion.VersionString);
        }

        var action = ShellAction.Of(context.Spec, verb) ?? throw new RefusedException(RefusalKind.Invalid, "TR9020", verb);
        return new ShellRun(context, verb, action, texts);
    }

    /// <exception cref="RefusedException">The script cannot be read, or the spec cannot be turned into a command.</exception>
    public async ValueTask<ProcessOutcome> RunAsync()
    {
        var script = _action is ShellAction.PackageFile file ? PackagePath.Resolve(_context.PackageDirectory, file.Path) : _files.Script;
        var command = ShellCommand.Of(_context.Spec, _action, script);
        var outcome = await _context.Steps.RunAsync(_verb, new ProcessSpec
        {
            FileName = command.Program,
            Arguments = command.Arguments,
            Environment = ShellEnvironment.Of(_context, _files, OutputPath, _verb),
            WorkingDirectory = _context.WorkDirectory,
            StdoutPath = StdoutPath,
            StderrPath = StderrPath,
            ResultPath = OutputPath,
            HasSecretResult = _context.HasSecretOutputs,
            SecretResults = _verb is ShellVerb.Execute or ShellVerb.Probe ? _context.SecretOutputs : [],
            Timeout = Timeout,
            Grace = _context.Limits.Grace,
            Leftovers = _context.Limits.Leftovers,
        });
        NoteLeftovers(outcome.Leftovers);
        return outcome;
    }

    /// <summary>Whoever wonders where a process went, or why one is still there, looks into the log.</summary>
    private void NoteLeftovers(IReadOnlyList<string> leftovers)
    {
        if (leftovers.Count > 0)
        {
            var key = _context.Limits.Leftovers == LeftoversRule.Keep ? "shell-left-running" : "shell-left-ended";
            File.AppendAllText(Path.Combine(_context.LogDirectory, "notes.log"), _texts.Format(key, Name, string.Join(", ", leftovers)) + "\n");
        }
    }

    /// <summary>The last words of the script: of stderr, or of stdout when that is silent.</summary>
    public string LastLine() =>
        OneLine.LastOf(StderrPath) is { Length: > 0 } line ? line : OneLine.LastOf(StdoutPath);

    public void Dispose()
    {
        _files.Dispose();
        if (Libc.RemoveFile(OutputPath) == Libc.ErrorIsFolder)
        {
            Directory.Delete(OutputPath, recursive: true); // the script made a folder of it
        }
    }
}
