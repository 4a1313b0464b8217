namespace TaskRunner.Registries;

/// <summary>One request to a registry, which may be sent more than once on the way to its answer.</summary>
/// <param name="Method">GET and HEAD are repeated and redirected, others never.</param>
/// <param name="Address">On the registry itself.</param>
/// <param name="What">For messages: the reference or digest it is about.</param>
internal sealed record RegistryCall(HttpMethod Method, Uri Address, string What)
{
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>Made anew each time it is sent.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>Bytes that are sent or received: they are given their time.</summary>
    public long Bytes { get; init; }

    public bool IsQuestion => Method == HttpMethod.Get || Method == HttpMethod.Head;
}
