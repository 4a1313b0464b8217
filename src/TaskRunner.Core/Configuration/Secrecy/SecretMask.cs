using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Configuration.Secrecy;

/// <summary>
/// Makes secrets unreadable in the texts that errors quote: a person sees the line they wrote, with stars where a secret
/// stands. Values and diagnostics are moved from the text as read to the masked copy, so that nothing that is kept can show
/// the original any more.
/// </summary>
internal sealed class SecretMask
{
    private readonly Dictionary<SourceText, List<SourceSpan>> _stretches = [];
    private readonly Dictionary<SourceText, SourceText> _masked = [];

    public bool HidesAny => _stretches.Count > 0;

    public void Hide(SourceSpan span)
    {
        if (span.Source is not null)
        {
            (_stretches.TryGetValue(span.Source, out var list) ? list : _stretches[span.Source] = []).Add(span);
            _masked.Remove(span.Source);
        }
    }

    public SourceSpan Apply(SourceSpan span) => span.Source is { } source ? span with { Source = Masked(source) } : span;

    public Diagnostic Apply(Diagnostic diagnostic) => diagnostic with { Span = Apply(diagnostic.Span) };

    public Value Apply(Value value) => value switch
    {
        MapValue map => new MapValue(
            [.. map.Entries.Select(e => new MapEntry(e.Key, Apply(e.Value), Apply(e.KeySpan)))], Apply(map.Span)),
        ListValue list => new ListValue([.. list.Items.Select(Apply)], Apply(list.Span)),
        { Span.Source: not null } => value.WithSpan(Apply(value.Span)),
        _ => value,
    };

    private SourceText Masked(SourceText source)
    {
        if (!_stretches.TryGetValue(source, out var stretches))
        {
            return source;
        }

        return _masked.TryGetValue(source, out var masked) ? masked : _masked[source] = source.Masked(stretches);
    }
}
