namespace TaskRunner.Configuration.Questions;

/// <summary>What kind of answer a question wants.</summary>
public enum QuestionKind
{
    Text,
    Integer,
    Number,
    Boolean,

    /// <summary>One of a fixed set of values.</summary>
    Choice,

    /// <summary>A list.</summary>
    List,

    /// <summary>A map with keys of the person's own.</summary>
    Map,

    /// <summary>Questions of its own.</summary>
    Group,

    /// <summary>Any value, or one of several kinds.</summary>
    Any,
}
