using System.Globalization;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Packages.Checking;
using TaskRunner.Planning;
using TaskRunner.Planning.Instances;
using TaskRunner.Schemas;
using TaskRunner.Secrets;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Work;

/// <summary>
/// Checks what an attempt wrote against what its task declares: declared means required unless it has a default or may be
/// null, text is read by the declared type, secrets are sealed, what is not declared is dropped.
/// </summary>
internal sealed class OutputContract(TaskDefinition definition, MapValue hidden, MapValue revealed, RevealedSecrets secrets, ISecretVault vault)
{
    private const int MostBytesOfOne = 1 << 20;
    private const int MostBytes = 8 << 20;

    private readonly List<LocalizableString> _breaches = [];
    private readonly List<string> _dropped = [];

    /// <summary>Names that were written and are not declared.</summary>
    public IReadOnlyList<string> Dropped => _dropped;

    /// <returns>The outputs to record, secrets sealed; null where the contract is broken: then <see cref="Breach"/> says how.</returns>
    public MapValue? Settle(MapValue written)
    {
        var settled = new List<MapEntry>(definition.Outputs.Length);
        var bytes = 0L;
        foreach (var output in definition.Outputs)
        {
            if (ValueOf(output, written) is { } value)
            {
                bytes += CheckSize(output, value);
                settled.Add(new MapEntry(output.Name, Seal(output, value)));
            }
        }

        if (bytes > MostBytes)
        {
            Report("contract-all-too-large", bytes.ToString(CultureInfo.InvariantCulture), MostBytes.ToString(CultureInfo.InvariantCulture));
        }

        _dropped.AddRange(written.Entries.Select(e => e.Key).Where(k => !ManifestScopes.Found.Contains(k) && definition.Outputs.All(o => o.Name != k)));
        return _breaches.Count > 0 ? null : new MapValue([.. settled]);
    }

    /// <summary>Secrets came to light that were not known while the task wrote its log.</summary>
    public bool HasLearnt { get; private set; }

    public TaskFailure Breach() => new("outputs", null, LocalizableString.Join(_breaches));

    private Value? ValueOf(OutputDefinition output, MapValue written)
    {
        var value = output.Value is null ? written[output.Name] : Rendered(output, written);
        if (value is null or NullValue)
        {
            if (output.Default is null && !output.IsNullable)
            {
                Report("contract-missing", output.Name);
                return null;
            }

            return output.Default ?? Value.Null;
        }

        var result = output.Schema.Evaluate(OutputText.Read(value, output.Schema));
        foreach (var error in result.Errors)
        {
            // The message of a schema may quote the value, which no log and no journal may hold where it is a secret.
            Report("contract-invalid", output.Name, output.IsSecret || secrets.IsIn(value) ? "…" : LocalizableString.Of(error));
        }

        return result.Value;
    }

    /// <summary>For types that do not write the output themselves: an expression over what the task read and what the type found.</summary>
    private Value? Rendered(OutputDefinition output, MapValue written)
    {
        try
        {
            return TaskGroup.Compile(output.Value!).Render(written.Entries.Aggregate(revealed, (scope, e) => scope.With(e.Key, e.Value)));
        }
        catch (ExpressionException e)
        {
            Report("contract-expression", output.Name, LocalizableString.Of(e));
            return null;
        }
    }

    private long CheckSize(OutputDefinition output, Value value)
    {
        var bytes = JsonWriter.ToUtf8(value).Length;
        if (bytes > MostBytesOfOne)
        {
            Report("contract-too-large", output.Name, bytes.ToString(CultureInfo.InvariantCulture), MostBytesOfOne.ToString(CultureInfo.InvariantCulture));
        }

        return bytes;
    }

    private Value Seal(OutputDefinition output, Value value)
    {
        if (value is NullValue || !(output.IsSecret || IsMadeOfSecrets(output) || secrets.IsIn(value)))
        {
            return value;
        }

        HasLearnt = true;
        secrets.Add(value);
        return vault.Seal(value);
    }

    private bool IsMadeOfSecrets(OutputDefinition output) =>
        output.Value is { } template && TaskGroup.Compile(template).IsSecret(reference => reference.IsSecretIn(hidden));

    private void Report(string key, params ReadOnlySpan<LocalizableString> arguments) => _breaches.Add(LocalizableString.Of(key, arguments));
}
