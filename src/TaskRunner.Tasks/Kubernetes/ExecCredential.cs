using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>Credentials from a program, as clouds give them: https://kubernetes.io/docs/reference/config-api/client-authentication.v1/.</summary>
internal static class ExecCredential
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <exception cref="ClusterException">The program is not there, fails, or prints something else.</exception>
    public static async ValueTask<KubeConfig> ResolveAsync(KubeConfig config, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        if (config.Exec is not { } exec)
        {
            return config;
        }

        var command = ObjectRef.Text(exec, "command");
        try
        {
            var status = ((MapValue)JsonReader.ReadTrusted(await RunAsync(exec, command, environment, cancellationToken).ConfigureAwait(false)))["status"] as MapValue;
            return config with
            {
                Token = ObjectRef.Text(status ?? MapValue.Empty, "token"),
                Certificate = ObjectRef.Text(status ?? MapValue.Empty, "clientCertificateData"),
                Key = ObjectRef.Text(status ?? MapValue.Empty, "clientKeyData"),
            };
        }
        catch (Exception e) when (e is Win32Exception or JsonException or InvalidCastException)
        {
            throw new ClusterException(ClusterFault.Access, $"{command}: {e.Message}", e);
        }
    }

    private static async Task<byte[]> RunAsync(MapValue exec, string command, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Start(exec, command, environment))!;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Limit);
        try
        {
            using var output = new MemoryStream();
            await process.StandardOutput.BaseStream.CopyToAsync(output, limited.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limited.Token).ConfigureAwait(false);
            return process.ExitCode == 0
                ? output.ToArray()
                : throw new ClusterException(ClusterFault.Access, $"{command} ended with exit code {process.ExitCode}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClusterException(ClusterFault.Access, $"{command} gave no credentials within {Limit.TotalSeconds} s");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static ProcessStartInfo Start(MapValue exec, string command, IReadOnlyDictionary<string, string> environment)
    {
        var arguments = (exec["args"] as ListValue)?.Items.OfType<StringValue>().Select(a => a.Text) ?? [];
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        foreach (var variable in (exec["env"] as ListValue)?.Items.OfType<MapValue>() ?? [])
        {
            start.Environment[ObjectRef.Text(variable, "name")] = ObjectRef.Text(variable, "value");
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = JsonWriter.ToText(MapValue.Of(
            ("apiVersion", new StringValue(ObjectRef.Text(exec, "apiVersion"))),
            ("kind", new StringValue("ExecCredential")),
            ("spec", MapValue.Of(("interactive", Value.False)))));
        return start;
    }
}
