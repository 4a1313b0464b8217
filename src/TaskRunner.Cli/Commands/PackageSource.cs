using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Operations.Packages;
using TaskRunner.Registries;
using TaskRunner.Registries.Signing;

namespace TaskRunner.Cli.Commands;

/// <summary>
/// The argument PACKAGE: a folder, an archive, a digest, or a reference into a registry. What is in a registry is brought here and
/// verified before anything else is done, and is then an archive like any other.
/// </summary>
internal sealed class PackageSource(Session session, Flags flags, Composition composition)
{
    public Argument<string> Argument { get; } = flags.Argument("PACKAGE");

    public RegistryFlags Registry { get; } = new(session, flags);

    public void AddTo(Command command)
    {
        command.Add(Argument);
        Registry.AddTo(command);
    }

    public Task<LocalPackage> TakeAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        TakeAsync(parsed, parsed.GetValue(Argument)!, cancellationToken);

    /// <param name="parsed">The call.</param>
    /// <param name="source">What the argument, or another that takes a package, says.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>To be disposed when the package is not needed any more.</returns>
    /// <exception cref="Diagnostics.RefusedException">It is in a registry and cannot be had, or is not signed as it must be.</exception>
    public async Task<LocalPackage> TakeAsync(ParseResult parsed, string source, CancellationToken cancellationToken)
    {
        if (!OciReference.IsOne(source))
        {
            return new LocalPackage(source, null);
        }

        var pulled = await PullAsync(parsed, source, cancellationToken).ConfigureAwait(false);
        return new LocalPackage(pulled.Archive, pulled);
    }

    /// <summary>The same as a thing of a registry, which it must be.</summary>
    public async Task<PulledPackage> PullAsync(ParseResult parsed, string reference, CancellationToken cancellationToken)
    {
        var (from, access) = (OciReference.Parse(reference), Registry.Access(parsed));
        using var leaving = new Leaving();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(leaving.Token, cancellationToken);
        await using var scratch = composition.OpenScratch();
        var pulled = await new PackagePullOperation(scratch.Bench, access).RunAsync(from, stop.Token).ConfigureAwait(false);
        Tell(pulled, Results.WantsJson(parsed));
        return pulled;
    }

    private void Tell(PulledPackage pulled, bool json)
    {
        if (pulled.Warning is { } warning)
        {
            new ErrorView(session).Show([warning], json);
        }
        else if (pulled.Signature is SignatureState.Signed { Key: var key } && !json)
        {
            session.Error.WriteLine(session.Text("package-signed-by", pulled.Reference.ToString(), key.Origin, key.Fingerprint));
        }
    }
}

/// <summary>A package that can be read on this machine.</summary>
/// <param name="Path">Folder, archive or digest.</param>
/// <param name="Pulled">Where it came from, or null.</param>
internal sealed record LocalPackage(string Path, PulledPackage? Pulled) : IDisposable
{
    public void Dispose() => Pulled?.Dispose();
}
