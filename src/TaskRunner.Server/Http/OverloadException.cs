namespace TaskRunner.Server.Http;

/// <summary>There is too much of something now and less of it soon: the client is told when to come again.</summary>
internal sealed class OverloadException(int status, int retryAfter, string code, params string[] arguments) : Exception
{
    public int Status => status;

    /// <summary>In seconds.</summary>
    public int RetryAfter => retryAfter;

    public string Code => code;

    public string[] Arguments => arguments;
}
