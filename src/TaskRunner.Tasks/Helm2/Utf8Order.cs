using System.Text;

namespace TaskRunner.Tasks.Helm2;

/// <summary>The order of Go's maps in JSON: by the bytes of UTF-8, which is the order of code points, not of UTF-16 units.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
}
