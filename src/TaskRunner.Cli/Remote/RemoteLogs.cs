using System.Collections.Immutable;
using System.Globalization;
using TaskRunner.Operations;
using TaskRunner.Operations.Runs;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Cli.Remote;

/// <summary>Logs of a server as files of this machine, in a temporary folder: what shows logs shows these. Asked again, only what is new is fetched.</summary>
internal sealed class RemoteLogs(ApiClient api, Workbench bench) : IDisposable
{
    private readonly Lazy<DirectoryInfo> _folder = new(() => Directory.CreateTempSubdirectory("taskrunner-logs-"));

    /// <summary>Which there are is found as on this machine; then their files are brought to where they would be.</summary>
    /// <param name="target">Installation (its last run) or run.</param>
    /// <param name="task">A task, or null for all.</param>
    /// <param name="attempt">An attempt by number, or null for all.</param>
    /// <param name="cancellationToken">Ends the fetching.</param>
    public async Task<ImmutableArray<AttemptLog>> FetchAsync(string target, string? task, int? attempt, CancellationToken cancellationToken)
    {
        var here = bench with { Paths = bench.Paths with { Logs = _folder.Value.FullName } };
        var logs = await new LogsOperation(here).RunAsync(target, task, attempt, cancellationToken).ConfigureAwait(false);
        if (logs.IsEmpty)
        {
            return logs;
        }

        var path = $"runs/{Uri.EscapeDataString(logs[0].RunId)}/logs";
        var query = $"task={Uri.EscapeDataString(task ?? "")}&attempt={attempt?.ToString(CultureInfo.InvariantCulture)}";
        foreach (var row in (await api.GetAsync($"{path}?{query}", cancellationToken).ConfigureAwait(false) as ListValue ?? ListValue.Empty).Items.OfType<MapValue>())
        {
            var (name, number) = (RecordDocument.Need(row, "task"), RecordDocument.Number(row, "attempt"));
            if (logs.FirstOrDefault(l => l.Task == name && l.Attempt == number) is { } log)
            {
                await FetchAsync(log, (ListValue)row["files"]!, $"{path}/{Uri.EscapeDataString(name)}/{number}", cancellationToken).ConfigureAwait(false);
            }
        }

        return [.. logs.Select(l => l.Read())];
    }

    public void Dispose()
    {
        if (_folder.IsValueCreated)
        {
            _folder.Value.Delete(recursive: true);
        }
    }

    /// <param name="log">Whose files.</param>
    /// <param name="files">Their names; a name of the server's is no path here.</param>
    /// <param name="path">Where they are read.</param>
    /// <param name="cancellationToken">Ends the fetching.</param>
    private async Task FetchAsync(AttemptLog log, ListValue files, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(log.Folder);
        foreach (var file in files.Items.OfType<StringValue>().Select(f => Path.GetFileName(f.Text)))
        {
            using var stream = new FileStream(Path.Combine(log.Folder, file), FileMode.Append, FileAccess.Write);
            using var answer = await api.SendAsync(HttpMethod.Get, $"{path}?file={Uri.EscapeDataString(file)}&offset={stream.Position}", null, cancellationToken).ConfigureAwait(false);
            await answer.Content.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }
}
