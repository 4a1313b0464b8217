namespace TaskRunner.Expressions;

internal enum TokenKind
{
    End,
    Name,
    Number,
    String,
    Dot,
    OptionalDot,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    Comma,
    Colon,
    Question,
    Coalesce,
    And,
    Or,
    Not,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
}

/// <summary>A word of an expression; <see cref="Text"/> is the name, the number as written, or the string without quotes and escapes.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End, string? Text = null);
