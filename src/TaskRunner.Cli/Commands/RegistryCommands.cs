using System.CommandLine;
using TaskRunner.Cli.Views;
using TaskRunner.Diagnostics;
using TaskRunner.Operations.Packages;
using TaskRunner.Registries;
using TaskRunner.Registries.Signing;
using TaskRunner.Values;

namespace TaskRunner.Cli.Commands;

/// <summary>Packages in registries: <c>package push</c>, <c>pull</c>, <c>sign</c> and <c>verify</c>.</summary>
internal static class RegistryCommands
{
    /// <summary>Of the key to sign with, where it is encrypted; no script gets it.</summary>
    public const string PasswordVariable = "TASKRUNNER_KEY_PASSWORD";

    public static Command Push(Session session, Flags flags, Composition composition)
    {
        var source = new PackageSource(session, flags, composition);
        var target = flags.Argument("REFERENCE", "argument-reference-push");
        var command = new Command("push") { source.Argument, target };
        source.Registry.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var to = OciReference.Parse(parsed.GetValue(target)!);
            await using var opened = composition.OpenOrEmpty(parsed.GetValue<string?>("--store"));
            using var package = await source.TakeAsync(parsed, cancellationToken).ConfigureAwait(false);
            var pushed = await new PackagePushOperation(opened.Bench, source.Registry.Access(parsed)).RunAsync(package.Path, to, cancellationToken).ConfigureAwait(false);
            Show(session, parsed, pushed.Reference.ToString(), () => MapValue.Of(
                ("reference", Value.From(pushed.Reference.ToString())),
                ("tag", Value.From(pushed.Tag)),
                ("name", Value.From(pushed.Package.Name)),
                ("version", Value.From(pushed.Package.Version)),
                ("digest", Value.From(pushed.Package.Digest)),
                ("bytes", Value.From(pushed.Bytes))));
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command Pull(Session session, Flags flags, Composition composition)
    {
        var source = new PackageSource(session, flags, composition);
        var reference = flags.Argument("REFERENCE");
        var output = flags.Text("--out");
        output.Description = "flag-out-archive";
        var command = new Command("pull") { reference, output };
        source.Registry.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var pulled = await source.PullAsync(parsed, parsed.GetValue(reference)!, cancellationToken).ConfigureAwait(false);
            var file = Keep(pulled, parsed.GetValue(output) ?? ".");
            Show(session, parsed, $"{file}  {pulled.Package.Digest}", () => MapValue.Of(
                ("file", Value.From(file)),
                ("name", Value.From(pulled.Package.Name)),
                ("version", Value.From(pulled.Package.Version)),
                ("digest", Value.From(pulled.Package.Digest)),
                ("bytes", Value.From(new FileInfo(file).Length)),
                ("reference", Value.From(pulled.Reference.ToString())),
                ("signedBy", Value.From((pulled.Signature as SignatureState.Signed)?.Key.Fingerprint))));
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command Sign(Session session, Flags flags)
    {
        var registry = new RegistryFlags(session, flags);
        var reference = flags.Argument("REFERENCE");
        var key = flags.Text("--key");
        (key.Description, key.Required) = ("flag-key-sign", true);
        var command = new Command("sign") { reference, key };
        registry.AddPlainTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var what = OciReference.Parse(parsed.GetValue(reference)!);
            using var with = SigningKey.Read(parsed.GetValue(key)!, session.Environment.GetValueOrDefault(PasswordVariable));
            var signed = await new PackageSignOperation(registry.Access(parsed)).RunAsync(what, with, cancellationToken).ConfigureAwait(false);
            if (!signed.IsNew && !Results.WantsJson(parsed))
            {
                session.Error.WriteLine(session.Text("package-signed-before", signed.Key.Fingerprint));
            }

            Show(session, parsed, signed.Reference.ToString(), () => MapValue.Of(
                ("reference", Value.From(signed.Reference.ToString())),
                ("key", Value.From(signed.Key.Fingerprint)),
                ("new", Value.From(signed.IsNew))));
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command Verify(Session session, Flags flags)
    {
        var registry = new RegistryFlags(session, flags);
        var reference = flags.Argument("REFERENCE");
        var command = new Command("verify") { reference };
        registry.AddTrustTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var what = OciReference.Parse(parsed.GetValue(reference)!);
            var verified = await new PackageVerifyOperation(registry.Access(parsed)).RunAsync(what, cancellationToken).ConfigureAwait(false);
            var text = session.Text("package-signed-by", verified.Reference.ToString(), verified.Key.Origin, verified.Key.Fingerprint);
            Show(session, parsed, text, () => MapValue.Of(
                ("reference", Value.From(verified.Reference.ToString())),
                ("signedBy", Value.From(verified.Key.Fingerprint)),
                ("keyFile", Value.From(verified.Key.Origin))));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Where the archive is to stay: the file, or an existing folder for <c>NAME-VERSION.tgz</c>, as <c>package build</c> does it.</summary>
    private static string Keep(PulledPackage pulled, string target)
    {
        var path = Directory.Exists(target) ? Path.Combine(target, $"{pulled.Package.Name}-{pulled.Package.Version}.tgz") : target;
        var unfinished = path + ".part";
        try
        {
            try
            {
                File.Copy(pulled.Archive, unfinished, overwrite: true);
                File.Move(unfinished, path, overwrite: true);
            }
            finally
            {
                File.Delete(unfinished);
            }

            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(RefusalKind.Usage, "TR8006", path, e.Message);
        }
    }

    private static void Show(Session session, ParseResult parsed, string text, Func<MapValue> document)
    {
        if (Results.WantsJson(parsed))
        {
            new JsonView(session).Write(document());
        }
        else
        {
            session.Out.WriteLine(text);
        }
    }
}
