using System.Collections.Immutable;
using Semver;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>Reads versions and ranges of them.</summary>
internal static class VersionReader
{
    /// <summary>Stands for a version that was reported as wrong, so that reading can go on.</summary>
    public static SemVersion None { get; } = new(0, 0, 0);

    public static SemVersion Version(MapValue root, DiagnosticBag diagnostics)
    {
        if (!root.TryGetEntry("version", out var entry) || entry.Value is NullValue)
        {
            Fields.Missing(root, "version", diagnostics);
            return None;
        }

        if (Fields.Text(entry, diagnostics) is not { } text)
        {
            return None;
        }

        if (SemVersion.TryParse(text, SemVersionStyles.Strict, out var version))
        {
            return version;
        }

        diagnostics.Add(new Diagnostic("TR1209", Severity.Error, entry.Value.Span, [text])
        {
            DidYouMean = SemVersion.TryParse(text, SemVersionStyles.Any, out var near) ? near.ToString() : null,
        });
        return None;
    }

    /// <summary>An installed pre-release counts as what it precedes: a range decides what can be worked with, not what to fetch.</summary>
    public static VersionRange? Range(string text, SourceSpan span, DiagnosticBag diagnostics)
    {
        if (SemVersionRange.TryParseNpm(text, includeAllPrerelease: true, out var range))
        {
            return new VersionRange(text, range);
        }

        diagnostics.Error("TR1210", span, text);
        return null;
    }

    public static VersionRange? Range(MapEntry entry, DiagnosticBag diagnostics) =>
        Fields.Text(entry, diagnostics) is { } text ? Range(text, entry.Value.Span, diagnostics) : null;

    /// <summary><c>requires: {services: {NAME: RANGE}}</c>.</summary>
    public static ImmutableArray<ServiceRequirement> Requires(MapEntry entry, DiagnosticBag diagnostics)
    {
        var services = ImmutableArray.CreateBuilder<ServiceRequirement>();
        foreach (var key in Fields.Map(entry, diagnostics)?.Entries ?? [])
        {
            if (key.Key != "services")
            {
                Fields.Unknown(key, ["services"], diagnostics);
                continue;
            }

            foreach (var service in Fields.Map(key, diagnostics)?.Entries ?? [])
            {
                if (!TaskName.IsValid(service.Key))
                {
                    NameReader.Report(service.Key, service.KeySpan, diagnostics);
                }

                if (Range(service, diagnostics) is { } range)
                {
                    services.Add(new ServiceRequirement(service.Key, range, service.KeySpan));
                }
            }
        }

        return services.DrainToImmutable();
    }
}
