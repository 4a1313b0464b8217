using System.Globalization;
using TaskRunner.Operations.Applying;
using TaskRunner.Planning;
using TaskRunner.Planning.Names;
using TaskRunner.Values;

namespace TaskRunner.Operations.Plans;

/// <summary>
/// The digests a plan was made over. When it is applied they are taken again; where one moved, also from nothing to something,
/// the plan is stale. The journal head moves with the first record of any run, so a plan is used once.
/// </summary>
internal sealed record PlanFingerprint(
    string Package, string Configuration, string Global, string Services, string Journal, string Store, string Tool)
{
    public static PlanFingerprint Of(Workbench bench, PreparedRun prepared) => new(
        prepared.Planned.Plan.Package.Digest,
        prepared.Planned.Inputs.Configuration.Digest,
        ValueDigest.Of(prepared.Recorded.Global),
        ValueDigest.Of(ServicesRead.Of(prepared.Planned)),
        prepared.Last is { } last ? last.Header.Id + "/" + last.Journal.Head.ToString(CultureInfo.InvariantCulture) : "none",
        bench.Store.Identity.Id,
        bench.ToolVersion);

    public MapValue ToValue() => new([.. Parts().Select(p => new MapEntry(p.Name, Value.From(p.Digest)))]);

    /// <returns>The names of what moved since the other was taken.</returns>
    public IReadOnlyList<string> MovedSince(MapValue other) =>
        [.. Parts().Where(p => (other[p.Name] as StringValue)?.Text != p.Digest).Select(p => p.Name)];

    private IEnumerable<(string Name, string Digest)> Parts() =>
    [
        ("package", Package),
        ("configuration", Configuration),
        ("global", Global),
        ("services", Services),
        ("journal", Journal),
        ("store", Store),
        ("tool", Tool),
    ];
}
