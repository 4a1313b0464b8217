using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Server.Http.Shapes;

namespace TaskRunner.Server.Routes;

/// <summary>
/// One route: the table of these is the server. Routing, roles, the audit, the OpenAPI document and the tests are all made from it.
/// </summary>
/// <param name="Method">GET, POST, PUT or DELETE.</param>
/// <param name="Pattern">Below the root; <c>{name}</c> is one segment.</param>
/// <param name="Policy">Who may call it.</param>
/// <param name="Summary">One line, in English, for the OpenAPI document.</param>
/// <param name="Handle">Answers the call.</param>
internal sealed record Route(string Method, string Pattern, RoutePolicy Policy, string Summary, Func<Call, ValueTask> Handle)
{
    /// <summary>
    /// What the audit calls it; null for what changes nothing. The route writes the record itself, once it knows what is to be changed
    /// and before it is.
    /// </summary>
    public string? Audit { get; init; }

    /// <summary>Keys of the body: name, JSON type and whether it is required; empty: no JSON body.</summary>
    public IReadOnlyList<Field> Body { get; init; } = [];

    public IReadOnlyList<Field> Query { get; init; } = [];

    /// <summary>What its JSON answer looks like, as <see cref="ShapeType"/> says; null: it answers none.</summary>
    public string? Answer { get; init; }

    /// <summary>Media type of what it answers.</summary>
    public string Produces { get; init; } = "application/json";

    /// <summary>Media type of what it takes where that is not JSON.</summary>
    public string? Consumes { get; init; }

    /// <summary>Status of success.</summary>
    public int Status { get; init; } = 200;

    public bool Changes => Method != "GET";
}

/// <summary>A key of a body or of a query; types as <see cref="ShapeType"/> says.</summary>
internal sealed record Field(string Name, string Type, bool IsRequired = false, string? Text = null);
