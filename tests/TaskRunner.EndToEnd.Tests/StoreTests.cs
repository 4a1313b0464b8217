using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace TaskRunner.EndToEnd.Tests;

/// <summary>Stores that are old, new, read-only, torn or damaged, as the real program meets them.</summary>
public sealed class StoreTests : IDisposable
{
    private const string MakeVariable = "TASKRUNNER_MAKE_GOLDEN";

    private readonly Taskrunner _tool = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Golden => Path.Combine(Taskrunner.Repository, "tests", "TaskRunner.EndToEnd.Tests", "Golden", "store-1");

    private string Database => Path.Combine(_tool.Store, "store.db");

    private string Ledger => Path.Combine(_tool.Folder, "ledger");

    public void Dispose() => _tool.Dispose();

    /// <summary>
    /// Written by the first build, on another machine, whose runner was killed when the first task was done and the intents of the other two
    /// were recorded. What became of those nobody can tell here; the policies in the store's own package decide.
    /// </summary>
    [Fact]
    public async Task An_open_run_of_the_first_format_goes_on_under_its_own_rules()
    {
        CopyGolden();
        var before = await _tool.JsonAsync("status", "old");
        Assert.Equal("interrupted", (string)before["run"]!["state"]!);
        await _tool.RunAsync("resume", "old", "--progress", "none");
        var run = (await _tool.JsonAsync("status", "old"))["run"]!;
        Assert.Equal("needs-decision", (string)run["state"]!);
        Assert.Equal(["first=succeeded", "undoable=succeeded", "paid=unknown"], run["tasks"]!.AsArray().Select(t => $"{t!["name"]}={t["state"]}"));
        Assert.Equal(["undo undoable", "do undoable"], await File.ReadAllLinesAsync(Ledger, Cancel));
        (await _tool.RunAsync("resolve", (string)run["id"]!, "paid", "--as", "not-executed", "--reason", "no entry at the bank")).Expect(0);
        (await _tool.RunAsync("resume", "old", "--progress", "none")).Expect(0);
        Assert.Equal(["undo undoable", "do undoable", "do paid"], await File.ReadAllLinesAsync(Ledger, Cancel));
        Assert.Equal("from the first build", (string)(await _tool.JsonAsync("get", "old", "config"))["config"]!["word"]!);
    }

    [Fact]
    public async Task A_store_of_a_later_format_is_refused_with_both_numbers_and_left_as_it_was()
    {
        CopyGolden();
        var bytes = await File.ReadAllBytesAsync(Database, Cancel);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(60), 99); // user_version in SQLite's header
        await File.WriteAllBytesAsync(Database, bytes, Cancel);
        foreach (var call in new[] { "list", "status old", "resume old", "doctor" })
        {
            var refused = await _tool.RunAsync(call.Split(' '));
            Assert.True(refused.Code is 1 or 3, refused.ToString());
            Assert.Contains("TR7008", refused.Error, StringComparison.Ordinal);
            Assert.Contains("99", refused.Error, StringComparison.Ordinal);
        }

        Assert.Equal(bytes, await File.ReadAllBytesAsync(Database, Cancel));
    }

    [Fact]
    public async Task A_store_on_a_read_only_file_system_can_be_looked_at_and_says_why_nothing_runs()
    {
        CopyGolden();
        if (Shell($"mount --bind '{_tool.Store}' '{_tool.Store}' && mount -o remount,bind,ro '{_tool.Store}'") != 0)
        {
            Assert.Skip("needs the right to mount: run the tests as root");
        }

        try
        {
            foreach (var call in new[] { "list", "status old", "history old", "logs old first", "service list", "doctor", $"plan other {Package()} --set config.word=x" })
            {
                (await _tool.RunAsync(call.Split(' '))).Expect(0);
            }

            foreach (var call in new[] { "resume old", $"install other {Package()} --set config.word=x", "unlock old --epoch 1 --reason x" })
            {
                var refused = (await _tool.RunAsync([.. call.Split(' '), .. call.StartsWith("unlock", StringComparison.Ordinal) ? Array.Empty<string>() : ["--progress", "none"]])).Expect(1);
                Assert.Contains("TR7002", refused.Error, StringComparison.Ordinal);
                Assert.Contains(_tool.Store, refused.Error, StringComparison.Ordinal);
            }
        }
        finally
        {
            Shell($"umount '{_tool.Store}'");
        }
    }

    [Fact]
    public async Task A_torn_last_record_is_set_aside_with_a_copy_and_the_run_goes_on_before_it()
    {
        CopyGolden();
        Execute("UPDATE journal SET body = X'7B' WHERE position = (SELECT max(position) FROM journal)");
        (await _tool.RunAsync("status", "old")).Expect(0);
        await _tool.RunAsync("resume", "old", "--progress", "none");
        Assert.Contains("TR7017", (await _tool.RunAsync("doctor")).Expect(0).Error, StringComparison.Ordinal);
        Assert.Equal(1L, Read("SELECT count(*) FROM damaged"));
    }

    [Fact]
    public async Task A_damaged_record_elsewhere_is_refused_by_its_number_and_nothing_of_the_run_is_believed()
    {
        CopyGolden();
        Execute("UPDATE journal SET body = X'7B' WHERE position & 0xFFFFFFFF = 2");
        foreach (var call in new[] { "status old", "resume old", "rollback old -y", "cancel old" })
        {
            var refused = (await _tool.RunAsync(call.Split(' '))).Expect(1);
            Assert.Contains("TR7014", refused.Error, StringComparison.Ordinal);
            Assert.Contains("doctor", refused.Error, StringComparison.Ordinal);
        }

        Assert.Contains("TR7014", (await _tool.RunAsync("doctor")).Expect(3).Error, StringComparison.Ordinal);
        (await _tool.RunAsync("list")).Expect(0); // the other installations are not touched by it
        (await _tool.RunAsync("install", "other", Package(), "--set", "config.word=x", "--progress", "none")).Expect(0);
        Assert.False(File.ReadAllLines(Ledger).Contains("undo undoable"), "something was done for a run that cannot be read");
    }

    /// <summary>Run it by name, with <c>-explicit only</c>, to make the golden store of a new format.</summary>
    [Fact(Explicit = true)]
    public async Task The_golden_store_is_made_anew_when_asked_for()
    {
        var target = Environment.GetEnvironmentVariable(MakeVariable);
        Assert.False(string.IsNullOrEmpty(target), $"set {MakeVariable} to an empty folder");
        _tool.Variables["TASKRUNNER_CRASH"] = "after:2";
        (await _tool.RunAsync("install", "old", Package(), "--set", "config.word=from the first build", "--progress", "none", "-j", "2")).Expect(128 + 9);
        _tool.Variables.Remove("TASKRUNNER_CRASH");
        Execute("UPDATE leases SET host = 'golden', boot = '00000000-0000-0000-0000-000000000000', renewed_at = '2026-01-01T00:00:00.0000000+00:00'");
        Execute("UPDATE journal SET body = body WHERE 0"); // the log is carried over into the database when the connection closes
        File.Copy(Database, Path.Combine(target, "store.db"));
        Directory.Delete(_tool.Store + "/runs", recursive: true);
    }

    private string Package()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_tool.Folder, "package")).FullName;
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), """
            apiVersion: taskrunner/v1
            kind: Package
            name: old
            version: 1.0.0
            config:
              openAPIV3Schema: {type: object, required: [word], properties: {word: {type: string}}}
            tasks:
              - {name: first, type: shell, idempotent: true, outputs: {value: {type: string}}, spec: {execute: {run: 'echo value=1 > "$TASKRUNNER_OUTPUT"'}}}
              - name: undoable
                type: shell
                needs: [first]
                rollback: true
                spec:
                  execute: {run: 'echo do undoable >> "$TASKRUNNER_STORE/../ledger"'}
                  rollback: {run: 'echo undo undoable >> "$TASKRUNNER_STORE/../ledger"'}
              - {name: paid, type: shell, needs: [first], spec: {execute: {run: 'echo do paid >> "$TASKRUNNER_STORE/../ledger"'}}}
            """);
        return folder;
    }

    private void CopyGolden()
    {
        Directory.CreateDirectory(_tool.Store, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Copy(Path.Combine(Golden, "store.db"), Database);
        File.SetUnixFileMode(Database, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(Ledger, "");
    }

    private void Execute(string sql) => Read(sql);

    private object? Read(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static int Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
