using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>Seals what was computed from secrets.</summary>
internal static class Sealing
{
    /// <summary>The revealed value with everything sealed that is a secret in the same value over sealed names.</summary>
    public static Value SealLike(Value hidden, Value revealed, ISecretVault vault) => (hidden, revealed) switch
    {
        (SecretValue { Content: not SecretContent.Derived } secret, _) => secret,
        (SecretValue, _) => vault.Seal(revealed),
        (MapValue h, MapValue r) when h.Entries.Length == r.Entries.Length =>
            new MapValue([.. r.Entries.Select(e => e with { Value = SealLike(h[e.Key] ?? e.Value, e.Value, vault) })]),
        (ListValue h, ListValue r) when h.Items.Length == r.Items.Length =>
            new ListValue([.. r.Items.Select((item, i) => SealLike(h.Items[i], item, vault))]),
        _ => revealed,
    };
}
