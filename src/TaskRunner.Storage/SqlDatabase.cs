using TaskRunner.Stores;

namespace TaskRunner.Storage;

/// <summary>What a store needs to know of the database below it: how to connect and what its errors mean.</summary>
internal abstract class SqlDatabase
{
    public abstract StoreIdentity Identity { get; }

    public abstract SqlSession OpenReader();

    public abstract SqlSession OpenWriter();

    /// <returns>The refusal with place and way out that a database or file error means; anything else as it is.</returns>
    public abstract Exception Explain(Exception failure);
}
