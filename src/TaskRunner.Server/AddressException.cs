namespace TaskRunner.Server;

/// <summary>A server cannot listen where it was told to: the address is in use, is none of this machine, or may not be used.</summary>
public sealed class AddressException(Exception why) : Exception(why.Message, why);
