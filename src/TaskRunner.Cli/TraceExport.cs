using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TaskRunner.Cli.Commands;
using TaskRunner.Tracing;

namespace TaskRunner.Cli;

/// <summary>
/// Sends the traces of runs to a collector, where the usual variables of OpenTelemetry name one. Without an address nothing of it is
/// even loaded: a program that is started a thousand times must not pay for what nobody asked for.
/// </summary>
internal static class TraceExport
{
    /// <returns>What sends the rest when it is disposed, for at most five seconds; null: nobody is to be told.</returns>
    public static IDisposable? Begin(IReadOnlyDictionary<string, string> environment) =>
        Setting(environment, "ENDPOINT") is { } endpoint && Uri.TryCreate(endpoint, UriKind.Absolute, out _) && !IsOff(environment) ? Build(environment) : null;

    private static bool IsOff(IReadOnlyDictionary<string, string> environment) =>
        "true".Equals(environment.GetValueOrDefault("OTEL_SDK_DISABLED"), StringComparison.OrdinalIgnoreCase)
        || environment.GetValueOrDefault("OTEL_TRACES_EXPORTER", "") is not ("" or "otlp");

    private static TracerProvider Build(IReadOnlyDictionary<string, string> environment)
    {
        var resource = ResourceBuilder.CreateEmpty()
            .AddService("taskrunner", serviceVersion: VersionCommand.Version)
            .AddAttributes([new("host.name", Environment.MachineName), new("process.pid", Environment.ProcessId)])
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector(); // last: what the operator says of it is what it is called
        return Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(RunTrace.SourceName)
            .AddOtlpExporter(options => Configure(options, environment))
            .Build();
    }

    /// <summary>The library reads the variables for all signals; those for traces alone, which go before them, it leaves to its caller.</summary>
    private static void Configure(OtlpExporterOptions options, IReadOnlyDictionary<string, string> environment)
    {
        options.Protocol = Setting(environment, "PROTOCOL") == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        if (OfTraces(environment, "ENDPOINT") is { } endpoint)
        {
            options.Endpoint = new Uri(endpoint);
        }

        options.Headers = Setting(environment, "HEADERS") ?? options.Headers;
        if (int.TryParse(OfTraces(environment, "TIMEOUT"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            options.TimeoutMilliseconds = milliseconds;
        }
    }

    private static string? Setting(IReadOnlyDictionary<string, string> environment, string name) =>
        OfTraces(environment, name) ?? Filled(environment.GetValueOrDefault($"OTEL_EXPORTER_OTLP_{name}"));

    private static string? OfTraces(IReadOnlyDictionary<string, string> environment, string name) =>
        Filled(environment.GetValueOrDefault($"OTEL_EXPORTER_OTLP_TRACES_{name}"));

    /// <summary>A variable that is empty is one that is not set.</summary>
    private static string? Filled(string? text) => text is { Length: > 0 } ? text : null;
}
