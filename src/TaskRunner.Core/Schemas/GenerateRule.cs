namespace TaskRunner.Schemas;

/// <summary>How <c>x-generate</c> draws a value. The hierarchy is closed.</summary>
public abstract record GenerateRule
{
    private GenerateRule()
    {
    }

    /// <summary><c>{length, alphabet}</c>: characters of an alphabet; letters and digits where none is given.</summary>
    public sealed record Characters(int Length, string Alphabet) : GenerateRule;

    /// <summary><c>{bytes, encoding}</c>: <c>base64</c>, <c>base64url</c> or <c>hex</c>.</summary>
    public sealed record Bytes(int Count, string Encoding) : GenerateRule;

    /// <summary><c>{uuid: true}</c>: a random UUID.</summary>
    public sealed record Uuid : GenerateRule;
}
