using System.Diagnostics;
using System.Text;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>A call of the program at a terminal, by somebody who answers what it asks; <c>script</c> of util-linux is the terminal.</summary>
internal sealed class Conversation : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    /// <param name="tool">Whose store and variables.</param>
    /// <param name="line">The words of the call, as a shell reads them.</param>
    public Conversation(Taskrunner tool, string line)
    {
        var start = new ProcessStartInfo("script", ["-qec", $"{Taskrunner.Binary} {line}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = tool.Folder,
        };
        start.Environment["TASKRUNNER_STORE"] = tool.Store;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["TERM"] = "dumb";
        foreach (var (name, value) in tool.Variables)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Waits for a question and answers it; what was typed before it was asked might be lost.</summary>
    public async Task AnswerAsync(string question, string answer)
    {
        await WhenAskedAsync(question);
        await TypeAsync(answer + "\r"); // as the Return key
    }

    /// <summary>Waits for a question and presses Ctrl-C.</summary>
    public async Task InterruptAsync(string question)
    {
        await WhenAskedAsync(question);
        await TypeAsync("\u0003");
    }

    private async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync(Cancel);
    }

    private async Task WhenAskedAsync(string question)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        var from = _said.Length;
        while (!_said.ToString(from, _said.Length - from).Contains(question, StringComparison.Ordinal) || !_said.ToString().EndsWith("> ", StringComparison.Ordinal))
        {
            Assert.True(await ReadAsync(patience.Token), $"'{question}' was not asked:\n{_said}");
        }
    }

    /// <summary>All that stood on the screen, to the end of the call.</summary>
    public async Task<Ran> EndAsync()
    {
        while (await ReadAsync(Cancel))
        {
        }

        await _process.WaitForExitAsync(Cancel);
        return new Ran(_process.ExitCode, _said.ToString().ReplaceLineEndings("\n"), "");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    /// <returns>False when the call has ended, or nothing more came for too long.</returns>
    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new char[4096];
        try
        {
            var count = await _process.StandardOutput.ReadAsync(buffer, cancellationToken);
            _said.Append(buffer, 0, count);
            return count > 0;
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
