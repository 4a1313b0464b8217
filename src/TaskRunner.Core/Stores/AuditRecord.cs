namespace TaskRunner.Stores;

/// <summary>Something somebody asked a server to change, or tried to. Only ever added; holds no secrets.</summary>
/// <param name="Number">From 1, in the order of writing; 0 before it is written.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Who">Name of the token or identity.</param>
/// <param name="Role">What they may: <c>viewer</c>, <c>operator</c>, <c>admin</c>.</param>
/// <param name="Action">What: <c>run.begin</c>, <c>token.create</c> …</param>
/// <param name="Subject">To what: an installation, a run, a digest; may be null.</param>
/// <param name="Detail">One line for people; may be null.</param>
/// <param name="From">Address it came from.</param>
public sealed record AuditRecord(
    long Number, DateTimeOffset At, string Who, string Role, string Action, string? Subject, string? Detail, string? From);
