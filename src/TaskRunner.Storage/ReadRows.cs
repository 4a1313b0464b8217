namespace TaskRunner.Storage;

/// <summary>
/// Rows that were read lately, by their bytes: lists are read much more often than what is in them changes, and reading a row anew costs
/// twenty times what comparing it does. What comes out is immutable, so that all may have the same. Its user holds a lock.
/// </summary>
internal sealed class ReadRows<T>(Func<byte[], T> read)
{
    private const int Most = 4_096;

    private readonly Dictionary<byte[], T> _known = new(Bytes.Instance);

    public T Read(byte[] body)
    {
        if (_known.TryGetValue(body, out var known))
        {
            return known;
        }

        if (_known.Count == Most)
        {
            _known.Clear();
        }

        return _known[body] = read(body);
    }

    private sealed class Bytes : IEqualityComparer<byte[]>
    {
        public static readonly Bytes Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] bytes)
        {
            var hash = default(HashCode);
            hash.AddBytes(bytes);
            return hash.ToHashCode();
        }
    }
}
