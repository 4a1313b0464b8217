using TaskRunner.Values;

namespace TaskRunner.Operations.Installations;

/// <summary>The JSON of <c>list</c>.</summary>
public static class ListDocument
{
    public static ListValue Of(IEnumerable<InstallationSummary> installations) => new([.. installations.Select(i => (Value)OfRow(i))]);

    public static MapValue OfRow(InstallationSummary installation) => MapValue.Of(
        ("installation", Value.From(installation.Installation)),
        ("package", Value.From(installation.Package?.Name)),
        ("version", Value.From(installation.Package?.Version)),
        ("state", Value.From(installation.Last?.State)),
        ("lastRun", Value.From(installation.Last?.Id)));
}
