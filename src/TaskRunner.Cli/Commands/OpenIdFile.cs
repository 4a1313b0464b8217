using System.Collections.Immutable;
using TaskRunner.Access;
using TaskRunner.Diagnostics;
using TaskRunner.Model;
using TaskRunner.Server.SignIn;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary>Reads the file of <c>--openid</c> (docs/server.md): every mistake at its place, all at once.</summary>
internal sealed class OpenIdFile
{
    private static readonly string[] Keys = ["issuer", "audience", "client", "name", "nameClaim", "roleClaim", "roles", "scopes", "session"];
    private static readonly string[] ClientKeys = ["id", "secretFile"];
    private static readonly TimeSpan LongestSession = TimeSpan.FromHours(12);

    private readonly DiagnosticBag _errors = new();
    private readonly string _file;

    private OpenIdFile(string file) => _file = file;

    /// <exception cref="RefusedException">It cannot be read, or says what has no meaning.</exception>
    public static OpenIdOptions Read(string file)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Usage, "TR8044", file, e.Message);
        }

        var reader = new OpenIdFile(file);
        var map = YamlReader.Read(SourceText.FromUtf8(file, bytes), reader._errors) as MapValue;
        reader._errors.ThrowIfErrors();
        var options = reader.Options(map ?? MapValue.Empty);
        reader._errors.ThrowIfErrors();
        return options;
    }

    private OpenIdOptions Options(MapValue map)
    {
        Know(map, Keys);
        var client = map["client"] as MapValue ?? MapValue.Empty;
        Know(client, ClientKeys);
        var issuer = Text(map, "issuer");
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || (address.IsLoopback && address.Scheme == Uri.UriSchemeHttp)))
        {
            Wrong(map["issuer"] ?? map, "issuer", "https://id.example.org");
        }

        var (audience, id, roles) = (Text(map, "audience"), Text(client, "id"), Roles(map["roles"]));
        if (audience is null && id is null)
        {
            Wrong(map, "audience", "audience: taskrunner, client: {id: taskrunner}");
        }

        if (roles.Count == 0)
        {
            Wrong(map["roles"] ?? map, "roles", "roles: {admin: [platform], viewer: ['*']}");
        }

        var standard = new OpenIdOptions { Issuer = address ?? new Uri("https://none") };
        return standard with
        {
            Audience = audience,
            ClientId = id,
            ClientSecret = Text(client, "secretFile") is { } secret ? Secret(client["secretFile"]!, secret) : null,
            Name = Text(map, "name"),
            NameClaim = Text(map, "nameClaim") ?? standard.NameClaim,
            RoleClaim = Text(map, "roleClaim") ?? standard.RoleClaim,
            Roles = roles,
            Scopes = map["scopes"] is { } scopes ? Texts(scopes, "scopes") : standard.Scopes,
            Session = Session(map) ?? standard.Session,
        };
    }

    private TimeSpan? Session(MapValue map)
    {
        if (Text(map, "session") is not { } text)
        {
            return null;
        }

        if (GoDuration.TryParse(text, out var length) && length > TimeSpan.Zero && length <= LongestSession)
        {
            return length;
        }

        Wrong(map["session"]!, "session", "8h (12h)");
        return null;
    }

    private Dictionary<string, AccessRole> Roles(Value? value)
    {
        var roles = new Dictionary<string, AccessRole>(StringComparer.Ordinal);
        foreach (var entry in value is MapValue map ? map.Entries : [])
        {
            if (AccessRoleWords.Parse(entry.Key) is not { } role)
            {
                _errors.Add(new Diagnostic("TR8045", Severity.Error, entry.KeySpan, [entry.Key, "viewer, operator, admin"]));
                continue;
            }

            foreach (var claim in Texts(entry.Value, entry.Key))
            {
                roles[claim] = roles.TryGetValue(claim, out var other) && other > role ? other : role;
            }
        }

        return roles;
    }

    /// <summary>The file's place is meant from where this file is; a secret that others can read is none.</summary>
    private string? Secret(Value at, string file)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(_file))!, file);
        try
        {
            if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) == 0)
            {
                return File.ReadAllText(path).Trim();
            }

            _errors.Add(new Diagnostic("TR8046", Severity.Error, at.Span, [path]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _errors.Add(new Diagnostic("TR8044", Severity.Error, at.Span, [path, e.Message]));
        }

        return null;
    }

    private string? Text(MapValue map, string key)
    {
        if (map[key] is not (null or NullValue or StringValue { Text.Length: > 0 }))
        {
            Wrong(map[key]!, key, "text");
        }

        return (map[key] as StringValue)?.Text;
    }

    private ImmutableArray<string> Texts(Value value, string key)
    {
        ImmutableArray<string> texts = value switch
        {
            StringValue one => [one.Text],
            ListValue list when list.Items.All(i => i is StringValue) => [.. list.Items.Select(i => ((StringValue)i).Text)],
            _ => [],
        };
        if (texts.IsEmpty && value is not ListValue { Items.IsEmpty: true })
        {
            Wrong(value, key, "[a, b]");
        }

        return texts;
    }

    private void Know(MapValue map, string[] keys)
    {
        foreach (var entry in map.Entries.Where(e => !keys.Contains(e.Key)))
        {
            _errors.Add(new Diagnostic("TR8045", Severity.Error, entry.KeySpan, [entry.Key, string.Join(", ", keys)]) { DidYouMean = NearestName.Of(entry.Key, keys) });
        }
    }

    private void Wrong(Value at, string key, string expected) => _errors.Add(new Diagnostic("TR8047", Severity.Error, at.Span, [key, expected]));
}
