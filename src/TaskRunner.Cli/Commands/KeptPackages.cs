using System.CommandLine;
using System.Globalization;
using TaskRunner.Cli.Views;
using TaskRunner.Operations.Packages;
using TaskRunner.Operations.Runs;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary>The packages a store keeps: <c>package list</c> and <c>package rm</c>.</summary>
internal static class KeptPackages
{
    public static Command List(Session session, Composition composition)
    {
        var command = new Command("list");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = await composition.LookAsync(parsed, orEmpty: true, cancellationToken).ConfigureAwait(false);
            var packages = await opened.Bench.Store.ListPackagesAsync(cancellationToken).ConfigureAwait(false);
            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(new ListValue([.. packages.Select(p => (Value)Of(p))]));
                return ExitCode.Ok;
            }

            var columns = new Columns(session.Out);
            columns.Add(session.Headings("name", "version", "stored", "bytes", "digest"));
            foreach (var package in packages)
            {
                columns.Add(package.Name, package.Version, Durations.Moment(package.AddedAt), package.Bytes.ToString(CultureInfo.InvariantCulture), package.Digest);
            }

            columns.Write();
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command Remove(Session session, Flags flags, Composition composition)
    {
        var target = flags.Argument("PACKAGE", "argument-package-kept");
        var yes = flags.Switch("--yes", "-y");
        var command = new Command("rm") { target, yes };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = await composition.ChangeAsync(parsed, cancellationToken).ConfigureAwait(false);
            var removing = new PackageRemoveOperation(opened.Bench);
            var package = await removing.FindAsync(parsed.GetValue(target)!, cancellationToken).ConfigureAwait(false); // refused before anybody is asked
            Confirmation.Ask(session, parsed, yes, session.Text("ask-package-rm", package.Name, package.Version, package.Digest));
            if (opened.Runs is { } runs)
            {
                await runs.RemovePackageAsync(package, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await removing.RunAsync(package.Digest, cancellationToken).ConfigureAwait(false);
            }

            if (Results.WantsJson(parsed))
            {
                new JsonView(session).Write(Of(package));
            }
            else
            {
                session.Out.WriteLine(session.Text("package-removed", package.Name, package.Version));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static MapValue Of(PackageRecord package) => MapValue.Of(
        ("name", Value.From(package.Name)),
        ("version", Value.From(package.Version)),
        ("digest", Value.From(package.Digest)),
        ("storedAt", RunDocument.Time(package.AddedAt)),
        ("size", Value.From(package.Bytes)));
}
