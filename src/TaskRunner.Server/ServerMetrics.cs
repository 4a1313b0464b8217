using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using TaskRunner.Server.Routes;

namespace TaskRunner.Server;

/// <summary>Counts for <c>/metrics</c>, in the text format of Prometheus.</summary>
internal sealed class ServerMetrics(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Route, string Method, int Status), long> _requests = new();
    private readonly ConcurrentDictionary<string, long> _runs = new(StringComparer.Ordinal);
    private readonly DurationHistogram _answers = new(0.005, 0.025, 0.1, 0.5, 2.5, 10);

    // Two steps are a doubling: fine enough to compare a median with another.
    private readonly DurationHistogram _commits = new([.. Enumerable.Range(0, 26).Select(i => Math.Round(0.0001 * Math.Pow(2, i / 2.0), 6))]);
    private readonly DateTimeOffset _began = time.GetUtcNow();
    private int _watchers;

    public void Answered(Route? route, int status, TimeSpan elapsed)
    {
        _requests.AddOrUpdate((route?.Pattern ?? "other", route?.Method ?? "other", status), 1, (_, n) => n + 1);
        if (route?.Produces == "text/event-stream")
        {
            return; // how long somebody watched is not how long an answer took
        }

        _answers.Add(elapsed.TotalSeconds);
    }

    /// <summary>Counts commits of stores in this process until it is disposed.</summary>
    public MeterListener ListenToStores()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument is { Meter.Name: "TaskRunner.Storage", Name: "taskrunner.store.commit.duration" })
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => _commits.Add(seconds));
        listener.Start();
        return listener;
    }

    /// <param name="state">Word of the state a run ended or halted in.</param>
    public void Ended(string state) => _runs.AddOrUpdate(state, 1, (_, n) => n + 1);

    public void Watches(int by) => Interlocked.Add(ref _watchers, by);

    public string Render(int running, int waiting)
    {
        var text = new StringBuilder();
        Head(text, "taskrunner_http_requests_total", "counter", "Requests by route, method and status.");
        foreach (var ((route, method, status), count) in _requests.OrderBy(r => r.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"taskrunner_http_requests_total{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}} {count}\n");
        }

        Head(text, "taskrunner_http_request_seconds", "histogram", "How long answers took, event streams left out.");
        _answers.Render(text, "taskrunner_http_request_seconds");
        Head(text, "taskrunner_commit_seconds", "histogram", "How long it took until what a run recorded was durable.");
        _commits.Render(text, "taskrunner_commit_seconds");
        Head(text, "taskrunner_runs_ended_total", "counter", "Runs this server carried out, by the state they were left in.");
        foreach (var (state, count) in _runs.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"taskrunner_runs_ended_total{{state=\"{state}\"}} {count}\n");
        }

        Gauge(text, "taskrunner_runs_running", "Runs this server carries out now.", running);
        Gauge(text, "taskrunner_runs_waiting", "Runs that wait for their turn.", waiting);
        Gauge(text, "taskrunner_watchers", "Open event streams.", Volatile.Read(ref _watchers));
        Gauge(text, "process_start_time_seconds", "When this server began.", _began.ToUnixTimeSeconds());
        Gauge(text, "process_resident_memory_bytes", "Memory of this process.", Environment.WorkingSet);
        return text.ToString();
    }

    private static void Gauge(StringBuilder text, string name, string help, long value)
    {
        Head(text, name, "gauge", help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
}
