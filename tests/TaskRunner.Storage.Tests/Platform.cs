using System.Runtime.Versioning;

// Stores are used on Linux only; so are the tests of their files and rights.
[assembly: SupportedOSPlatform("linux")]
