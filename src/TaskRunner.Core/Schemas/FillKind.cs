namespace TaskRunner.Schemas;

/// <summary>What an absent property becomes.</summary>
internal enum FillKind
{
    Nothing,

    /// <summary>Its default.</summary>
    Default,

    /// <summary>A map of its own properties' defaults.</summary>
    Made,
}
