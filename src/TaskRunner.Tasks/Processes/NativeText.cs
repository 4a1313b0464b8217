using System.Runtime.InteropServices;
using System.Text;

namespace TaskRunner.Tasks.Processes;

/// <summary>Texts as the C library wants them: UTF-8, ended by NUL, lists ended by a null pointer; freed together.</summary>
internal sealed unsafe class NativeText : IDisposable
{
    private readonly List<nint> _blocks = [];

    public byte* Add(string text)
    {
        var size = Encoding.UTF8.GetByteCount(text) + 1;
        var at = Take(size);
        Encoding.UTF8.GetBytes(text, new Span<byte>(at, size - 1));
        at[size - 1] = 0;
        return at;
    }

    public byte** AddList(IReadOnlyList<string> texts)
    {
        var list = (byte**)Take((texts.Count + 1) * sizeof(byte*));
        var bytes = texts.Sum(t => Encoding.UTF8.GetByteCount(t) + 1);
        var at = Take(bytes);
        for (var i = 0; i < texts.Count; i++)
        {
            list[i] = at;
            at += Encoding.UTF8.GetBytes(texts[i], new Span<byte>(at, bytes));
            *at++ = 0;
        }

        list[texts.Count] = null;
        return list;
    }

    public void Dispose()
    {
        foreach (var block in _blocks)
        {
            NativeMemory.Free((void*)block);
        }
    }

    private byte* Take(int size)
    {
        var block = (byte*)NativeMemory.Alloc((nuint)size);
        _blocks.Add((nint)block);
        return block;
    }
}
