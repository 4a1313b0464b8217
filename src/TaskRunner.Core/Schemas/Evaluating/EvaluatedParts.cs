namespace TaskRunner.Schemas.Evaluating;

/// <summary>The keys or items of one value that schemas have spoken about (the annotations behind <c>unevaluated…</c>).</summary>
internal sealed class EvaluatedParts
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<int> _items = [];
    private bool _allKeys;
    private int _firstItems;

    public bool HasKey(string key) => _allKeys || _keys.Contains(key);

    public bool HasItem(int index) => index < _firstItems || _items.Contains(index);

    public void AddKey(string key) => _keys.Add(key);

    public void AddAllKeys() => _allKeys = true;

    public void AddItem(int index) => _items.Add(index);

    public void AddFirstItems(int count) => _firstItems = Math.Max(_firstItems, count);

    public void Add(EvaluatedParts other)
    {
        _keys.UnionWith(other._keys);
        _items.UnionWith(other._items);
        _allKeys |= other._allKeys;
        _firstItems = Math.Max(_firstItems, other._firstItems);
    }
}
