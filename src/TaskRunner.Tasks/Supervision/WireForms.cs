namespace TaskRunner.Tasks.Supervision;

/// <summary>
/// How the kinds of a closed hierarchy lie on the wire: a byte for the kind, then its fields in order. Each kind stands in one place, for
/// both directions.
/// </summary>
/// <param name="what">For who meets a kind of another version.</param>
internal sealed class WireForms<T>(string what)
    where T : class
{
    private readonly List<(byte Kind, Func<T, bool> Is, Action<BinaryWriter, T> Write, Func<BinaryReader, T> Read)> _forms = [];

    /// <param name="kind">Never given anew.</param>
    /// <param name="write">Its fields.</param>
    /// <param name="read">The same fields.</param>
    /// <param name="when">Where one type has two forms: which values have this one.</param>
    public WireForms<T> Add<TKind>(byte kind, Action<BinaryWriter, TKind> write, Func<BinaryReader, TKind> read, Func<TKind, bool>? when = null)
        where TKind : class, T
    {
        _forms.Add((kind, v => v is TKind own && (when is null || when(own)), (w, v) => write(w, (TKind)v), read));
        return this;
    }

    /// <summary>A form that is not written any more.</summary>
    public WireForms<T> Read(byte kind, Func<BinaryReader, T> read)
    {
        _forms.Add((kind, _ => false, (_, _) => { }, read));
        return this;
    }

    public void Write(BinaryWriter w, T value)
    {
        foreach (var form in _forms)
        {
            if (form.Is(value))
            {
                w.Write(form.Kind);
                form.Write(w, value);
                return;
            }
        }

        throw new InvalidOperationException($"{what} {value.GetType().Name} has no form on the wire; this is a bug");
    }

    /// <exception cref="IOException">It is of another version of the program.</exception>
    public T Read(BinaryReader r)
    {
        var kind = r.ReadByte();
        foreach (var form in _forms)
        {
            if (form.Kind == kind)
            {
                return form.Read(r);
            }
        }

        throw new IOException($"{what} of kind {kind} from another version of the program");
    }
}
