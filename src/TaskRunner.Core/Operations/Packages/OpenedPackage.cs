using TaskRunner.Model;

namespace TaskRunner.Operations.Packages;

/// <summary>A package that was read, with what the store needs to keep it.</summary>
/// <param name="Package">Read without errors.</param>
/// <param name="Identity">Which one.</param>
/// <param name="IsStored">It came from the store.</param>
internal sealed record OpenedPackage(Package Package, PackageIdentity Identity, bool IsStored);
