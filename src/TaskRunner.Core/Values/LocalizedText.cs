namespace TaskRunner.Values;

/// <summary>A text of the package for people: one text, or one per language (<c>{en: Shop, zh: 商城}</c>).</summary>
public sealed record LocalizedText(string Default, string? Chinese)
{
    public static LocalizedText Empty { get; } = new("", null);

    public string For(string language) => language == "zh" && Chinese is not null ? Chinese : Default;
}
