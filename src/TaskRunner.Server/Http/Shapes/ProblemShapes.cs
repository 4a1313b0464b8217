namespace TaskRunner.Server.Http.Shapes;

/// <summary>What is wrong, of whatever.</summary>
internal static class ProblemShapes
{
    public static readonly Shape Diagnostic = new(
        "Diagnostic",
        "An error or a warning with its place; lines and columns from 1.",
        new("code", "string", "as `taskrunner explain` knows it"),
        new("severity", "error|warning"),
        new("message", "string"),
        new("help", "string?", "the way out"),
        new("pointer", "string?", "JSON pointer into what was sent"),
        new("file", "string?"),
        new("line", "integer?"),
        new("column", "integer?"),
        new("endLine", "integer?"),
        new("endColumn", "integer?"),
        new("excerpt", "string?", "the line of a package's file"),
        new("arguments", "string[]", "what the message was made with"),
        new("didYouMean", "string?"),
        new("ownText", "string?", "the message where it is the author's own"));

    public static readonly Shape Problem = new(
        "Problem",
        "Why a request was refused (RFC 9457).",
        new("type", "string", "where the code is explained"),
        new("title", "string", "the first error, in the language that was asked for"),
        new("status", "integer"),
        new("code", "string"),
        new("detail", "string"),
        new("help", "string?"),
        new("traceId", "string?"),
        new("errors", "Diagnostic[]"));

    public static readonly Shape AnswerError = new(
        "AnswerError",
        "What is wrong with an answer.",
        new("pointer", "string?"),
        new("code", "string"),
        new("severity", "error|warning"),
        new("message", "string"),
        new("help", "string?"));

    public static IEnumerable<Shape> All => [Diagnostic, Problem, AnswerError];
}
