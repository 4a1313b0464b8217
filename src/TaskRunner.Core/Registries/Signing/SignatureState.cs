namespace TaskRunner.Registries.Signing;

/// <summary>What is known of who signed a package.</summary>
public abstract record SignatureState
{
    private SignatureState()
    {
    }

    /// <summary>A trusted key signed it.</summary>
    public sealed record Signed(TrustedKey Key) : SignatureState;

    /// <summary>There are signatures, and none is by a trusted key and of this package.</summary>
    public sealed record ByOthers(int Count) : SignatureState;

    /// <summary>There is no signature.</summary>
    public sealed record Unsigned : SignatureState;
}
