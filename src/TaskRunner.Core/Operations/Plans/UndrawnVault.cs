using TaskRunner.Configuration;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Operations.Plans;

/// <summary>
/// The vault of a plan: values that the run will draw do not exist yet, so whoever looks ahead is given others of the same form,
/// drawn for this look and kept nowhere. They are revealed like secrets, so nothing that is shown holds one.
/// </summary>
internal sealed class UndrawnVault(ISecretVault vault, IEnumerable<PendingValue> pending, RandomBytes random) : ISecretVault
{
    private readonly Dictionary<string, string> _drawn = pending.ToDictionary(p => p.Fingerprint, p => GeneratedValues.Draw(p.Rule, random), StringComparer.Ordinal);

    public SecretValue Seal(Value plaintext) => vault.Seal(plaintext);

    public SecretValue Refer(MapValue reference) => vault.Refer(reference);

    public ValueTask<Value> RevealAsync(Value value, CancellationToken cancellationToken) =>
        vault.RevealAsync(_drawn.Count == 0 ? value : Fill(value), cancellationToken);

    private Value Fill(Value value) => value switch
    {
        SecretValue secret when _drawn.TryGetValue(secret.Fingerprint, out var text) => Value.From(text).WithSpan(secret.Span),
        MapValue map => new MapValue([.. map.Entries.Select(e => e with { Value = Fill(e.Value) })], map.Span),
        ListValue list => new ListValue([.. list.Items.Select(Fill)], list.Span),
        _ => value,
    };
}
