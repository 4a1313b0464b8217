namespace TaskRunner.Configuration.Secrecy;

/// <summary>Fills a span with random bytes; the one source of chance, so that tests can bring their own.</summary>
public delegate void RandomBytes(Span<byte> destination);
