namespace TaskRunner.Tasks.Tests;

/// <summary>For tests that measure the whole process, which others beside them would be counted into.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
