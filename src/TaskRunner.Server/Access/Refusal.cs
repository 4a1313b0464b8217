namespace TaskRunner.Server.Access;

/// <summary>Why a request got no further.</summary>
internal sealed record Refusal(int Status, string Code, params string[] Arguments);
