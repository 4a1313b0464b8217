using System.Globalization;
using TaskRunner.Values;

namespace TaskRunner.Access;

/// <summary>A token as the store keeps it: never the secret itself, only its hash.</summary>
/// <param name="Id">Short and public: it is part of the token and names it in lists.</param>
/// <param name="Name">Whose it is, for people and the audit.</param>
/// <param name="Role">What it allows.</param>
/// <param name="Hash">SHA-256 of the secret part, in hexadecimal.</param>
/// <param name="CreatedAt">When, UTC.</param>
/// <param name="ExpiresAt">Until when it holds; null: until it is revoked.</param>
public sealed record AccessToken(string Id, string Name, AccessRole Role, string Hash, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    /// <summary>The kind of these documents in a store.</summary>
    public const string Kind = "token";

    public DateTimeOffset? RevokedAt { get; init; }

    public string Document => $"{Kind}/{Id}";

    public bool HoldsAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);

    public MapValue ToValue() => MapValue.Of(
        ("id", Value.From(Id)),
        ("name", Value.From(Name)),
        ("role", Value.From(Role.ToWord())),
        ("hash", Value.From(Hash)),
        ("createdAt", Time(CreatedAt)),
        ("expiresAt", Time(ExpiresAt)),
        ("revokedAt", Time(RevokedAt)));

    /// <exception cref="FormatException">It is no token.</exception>
    public static AccessToken Read(MapValue map) => new(
        Text(map, "id") ?? throw new FormatException("a token without an id"),
        Text(map, "name") ?? "",
        AccessRoleWords.Parse(Text(map, "role")) ?? throw new FormatException("a token without a role"),
        Text(map, "hash") ?? throw new FormatException("a token without a hash"),
        Time(map, "createdAt") ?? default,
        Time(map, "expiresAt"))
    {
        RevokedAt = Time(map, "revokedAt"),
    };

    private static Value Time(DateTimeOffset? time) => Value.From(time?.ToString("O", CultureInfo.InvariantCulture));

    private static DateTimeOffset? Time(MapValue map, string key) =>
        Text(map, key) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string? Text(MapValue map, string key) => (map[key] as StringValue)?.Text;
}
