namespace TaskRunner.Schemas;

/// <summary>Types a value may have. An integer is a number whose fraction is zero: <c>3</c>, <c>3.0</c>, <c>3e0</c>.</summary>
[Flags]
public enum SchemaTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,

    /// <summary>Any number; <see cref="Integer"/> is always set beside it.</summary>
    Number = 8 | Integer,
    String = 16,
    Array = 32,
    Object = 64,

    /// <summary>What a secret may stand for: its content is not known.</summary>
    Scalar = Boolean | Number | String,
    Any = Null | Scalar | Array | Object,
}
