using TaskRunner.Planning;
using TaskRunner.Planning.Names;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>
/// Names with every secret in them replaced by its plaintext. The configuration of an inner package may hold texts the outer one
/// made of secrets: those no vault has, so they are made again over the outer names, revealed.
/// </summary>
internal sealed class RevealedNames(ISecretVault vault)
{
    /// <returns>The names themselves where there is no secret in them.</returns>
    public ValueTask<MapValue> OfAsync(PackageLevel level, MapValue names, CancellationToken cancellationToken) =>
        level.HoldsSecrets || HoldsSecret(names["config"]) || HoldsSecret(names["each"]) || HoldsSecret(names["tasks"])
            ? RevealAsync(level, names, cancellationToken)
            : new ValueTask<MapValue>(names);

    private static bool HoldsSecret(Value? value) => value is not null && Secrecy.HoldsSecret(value);

    private async ValueTask<MapValue> RevealAsync(PackageLevel level, MapValue names, CancellationToken cancellationToken)
    {
        if (level.Through is { } through && names["package"] is MapValue package && Secrecy.HoldsDerived(package))
        {
            var outer = await OfAsync(through.Level, PlanNames.OfInstance(through), cancellationToken).ConfigureAwait(false);
            var made = ((MapValue)through.Group.Spec.Render(outer))["config"] ?? MapValue.Empty;
            names = names.With("package", package.With("config", Fill(package["config"]!, made)));
        }

        return (MapValue)await vault.RevealAsync(names, cancellationToken).ConfigureAwait(false);
    }

    private static Value Fill(Value hidden, Value made) => (hidden, made) switch
    {
        (SecretValue { Content: SecretContent.Derived }, _) => made,
        (MapValue h, MapValue m) => new MapValue([.. h.Entries.Select(e => e with { Value = m[e.Key] is { } part ? Fill(e.Value, part) : e.Value })]),
        (ListValue h, ListValue m) when h.Items.Length == m.Items.Length => new ListValue([.. h.Items.Select((item, i) => Fill(item, m.Items[i]))]),
        _ => hidden,
    };
}
