namespace TaskRunner.Server.Http.Shapes;

/// <summary>The questions of a package under given answers, as a form needs them.</summary>
internal static class FormShapes
{
    public static readonly Shape Form = new(
        "Form",
        "All questions of a package, and what is wrong with the answers.",
        new("package", "FormPackage"),
        new("scopes", "Scope[]"),
        new("missing", "MissingAnswer[]"),
        new("problems", "FormProblem[]"),
        new("errors", "AnswerError[]", "missing answers too, in the language that was asked for"));

    public static readonly Shape Package = new("FormPackage", "Which package.", new("name", "string"), new("version", "string"), new("title", "Localized"));

    public static readonly Shape Localized = new("Localized", "A text by language; `en` stands in for the others.", new("en?", "string"), new("zh?", "string"));

    public static readonly Shape Scope = new(
        "Scope",
        "The questions of a package, or of one of its tasks.",
        new("name", "string"),
        new("pointer", "string"),
        new("task", "string?"),
        new("mode", "string?"),
        new("title", "Localized"),
        new("schema", "any", "the author's own"),
        new("groups", "QuestionGroup[]"),
        new("questions", "Question[]"),
        new("alternatives", "Alternative[]"));

    public static readonly Shape Group = new("QuestionGroup", "Questions shown together.", new("title", "any"), new("questions", "string[]", "their pointers"));

    public static readonly Shape Question = new(
        "Question",
        "A question; keys that say nothing are left out.",
        new("name", "string"),
        new("path", "string"),
        new("pointer", "string"),
        new("kind", "text|integer|number|boolean|choice|list|map|group|any"),
        new("title", "Localized"),
        new("description?", "Localized"),
        new("required", "boolean"),
        new("asked", "boolean", "under the answers as they are"),
        new("secret?", "boolean"),
        new("nullable?", "boolean"),
        new("immutable?", "boolean"),
        new("deprecated?", "boolean"),
        new("generated?", "boolean", "drawn when it is left empty"),
        new("default?", "any"),
        new("global?", "string", "the path of the global configuration that answers it"),
        new("choices?", "any[]"),
        new("examples?", "any[]"),
        new("group?", "any"),
        new("order?", "number"),
        new("widget?", "string"),
        new("when?", "any"),
        new("value?", "any"),
        new("origin?", "default|global|recorded|given|generated|package"),
        new("questions?", "Question[]"),
        new("alternatives?", "Alternative[]"),
        new("item?", "Question"));

    public static readonly Shape Alternative = new(
        "Alternative",
        "One of several sets of questions of which one is answered.",
        new("title", "Localized"),
        new("mark", "object?", "the answer that chooses it"),
        new("taken", "boolean"),
        new("questions", "Question[]"));

    public static readonly Shape Missing = new(
        "MissingAnswer",
        "An answer that must be given.",
        new("path", "string"),
        new("pointer", "string"),
        new("title", "Localized"),
        new("secret", "boolean"),
        new("flag", "string", "how the command line takes it"));

    public static readonly Shape Problem = new(
        "FormProblem", "What is wrong, in English.", new("code", "string"), new("severity", "error|warning"), new("pointer", "string?"), new("message", "string"));

    public static IEnumerable<Shape> All => [Form, Package, Localized, Scope, Group, Question, Alternative, Missing, Problem];
}
