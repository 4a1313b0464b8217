using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TaskRunner.Configuration;
using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Questions;
using TaskRunner.Diagnostics;
using TaskRunner.Operations;
using TaskRunner.Operations.Packages;
using TaskRunner.Operations.Plans;
using TaskRunner.Operations.Runs;
using TaskRunner.Server.Access;
using TaskRunner.Server.Http;
using TaskRunner.Server.Runs;
using TaskRunner.Stores;
using TaskRunner.Values;

namespace TaskRunner.Server.Routes;

/// <summary>The packages the store keeps, and what they ask.</summary>
internal static class PackageRoutes
{
    private const string Path = Call.Prefix + "/packages";

    /// <summary>How the name of a folder begins in which an archive that was sent is looked at.</summary>
    public const string UploadFolder = "taskrunner-upload-";

    public static Route[] All { get; } =
    [
        new("GET", Path, RoutePolicy.Viewer, "All packages that are kept, newest first.", ListAsync) { Answer = "StoredPackage[]" },
        new("POST", Path, RoutePolicy.Operator, "Takes a package in: the body is its archive.", AddAsync)
        {
            Answer = "StoredPackage",
            Audit = "package.add",
            Consumes = "application/gzip",
            Status = StatusCodes.Status201Created,
        },
        new("GET", Path + "/{digest}", RoutePolicy.Viewer, "What a package is, asks and does.", ShowAsync) { Answer = "PackageDetail" },
        new("DELETE", Path + "/{digest}", RoutePolicy.Admin, "Removes a package nobody can be in need of any more.", RemoveAsync) { Answer = "StoredPackage", Audit = "package.remove" },
        new("GET", Path + "/{digest}/archive", RoutePolicy.Operator, "The package itself, as an archive.", ArchiveAsync) { Produces = "application/gzip" },
        new("GET", Path + "/{digest}/graph", RoutePolicy.Viewer, "Its tasks and edges.", GraphAsync) { Answer = "PackageGraph" },
        new("POST", Path + "/{digest}/questions", RoutePolicy.Operator, "Its questions under given answers, with what is wrong about these.", QuestionsAsync)
        {
            Answer = "Form",
            Body = [new("installation", "string"), new("answers", "object")],
        },
    ];

    private static async ValueTask ListAsync(Call call)
    {
        var packages = await call.Bench.Store.ListPackagesAsync(call.Aborted).ConfigureAwait(false);
        await call.WriteAsync(new ListValue([.. packages.Select(p => (Value)Row(p))])).ConfigureAwait(false);
    }

    private static MapValue Row(PackageRecord package) => MapValue.Of(
        ("name", Value.From(package.Name)),
        ("version", Value.From(package.Version)),
        ("digest", Value.From(package.Digest)),
        ("storedAt", RunDocument.Time(package.AddedAt)),
        ("size", Value.From(package.Bytes)));

    /// <summary>Streamed to a file of its own: an archive may be far larger than what one wants in memory.</summary>
    private static async ValueTask AddAsync(Call call)
    {
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = call.Server.Options.UploadBytes;
        }

        var folder = Directory.CreateTempSubdirectory(UploadFolder);
        try
        {
            var archive = System.IO.Path.Combine(folder.FullName, "package.tgz");
            var file = new FileStream(archive, FileMode.CreateNew, FileAccess.Write);
            await using (file.ConfigureAwait(false))
            {
                await call.Http.Request.Body.CopyToAsync(file, call.Aborted).ConfigureAwait(false);
            }

            var added = await new PackageAddOperation(call.Bench).RunAsync(
                archive,
                call.Aborted,
                package => call.Audit.WriteAsync("package.add", package.Digest, $"{package.Name} {package.Version}")).ConfigureAwait(false);
            await WriteAddedAsync(call, added, row => row).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A package that was taken in, and where it is now.</summary>
    public static ValueTask WriteAddedAsync(Call call, PackageRecord added, Func<MapValue, MapValue> more)
    {
        call.Http.Response.Headers.Location = $"{Path}/{added.Digest}";
        return call.WriteAsync(more(Row(added)), StatusCodes.Status201Created);
    }

    private static string DigestOf(Call call) => call["digest"] is var digest && digest.StartsWith("sha256:", StringComparison.Ordinal)
        ? digest
        : throw new RefusedException(RefusalKind.NotFound, "TR6133", digest); // anything else would be a path on this machine

    private static async ValueTask ShowAsync(Call call)
    {
        var digest = DigestOf(call);
        var package = await new ShowOperation(call.Bench).RunAsync(digest, call.Aborted).ConfigureAwait(false);
        var questions = await new QuestionsOperation(call.Bench).RunAsync(new ApplyRequest("", digest), call.Aborted).ConfigureAwait(false);
        var record = await call.Bench.Store.FindPackageAsync(digest, call.Aborted).ConfigureAwait(false);
        await call.WriteAsync(PackageDocument.Of(package.Manifest, QuestionSet.Of(questions.Configuration), call.Texts.Language)
            .With("digest", Value.From(digest))
            .With("storedAt", RunDocument.Time(record?.AddedAt))
            .With("size", Value.From(record?.Bytes ?? 0))).ConfigureAwait(false);
    }

    private static async ValueTask RemoveAsync(Call call)
    {
        var digest = DigestOf(call);
        var removed = await new PackageRemoveOperation(call.Bench).RunAsync(
            digest,
            call.Aborted,
            package =>
            {
                if (call.Server.Queue.Accepted().FirstOrDefault(r => r.Request.Package == package.Digest) is { } run)
                {
                    throw new RefusedException(RefusalKind.NotAllowed, "TR8539", run.Id, run.Request.Installation, package.Name, package.Version);
                }

                return call.Audit.WriteAsync("package.remove", package.Digest, $"{package.Name} {package.Version}");
            }).ConfigureAwait(false);
        await call.WriteAsync(Row(removed)).ConfigureAwait(false);
    }

    private static async ValueTask ArchiveAsync(Call call)
    {
        var digest = DigestOf(call);
        var archive = await call.Bench.Store.ReadPackageAsync(digest, call.Aborted).ConfigureAwait(false)
            ?? throw new RefusedException(RefusalKind.NotFound, "TR6133", digest);
        await call.WriteAsync(archive, "application/gzip").ConfigureAwait(false);
    }

    private static async ValueTask GraphAsync(Call call) =>
        await call.WriteAsync((await new GraphOperation(call.Bench).RunAsync(DigestOf(call), [], call.Aborted).ConfigureAwait(false)).ToValue()).ConfigureAwait(false);

    private static async ValueTask QuestionsAsync(Call call)
    {
        var body = new BodyReader(await call.ReadAsync().ConfigureAwait(false));
        var answers = body.Map("answers");
        var request = new ApplyRequest(body.Text("installation") ?? "", DigestOf(call))
        {
            Answers = answers is null ? [] : [new AnswerInput.Document(answers)],
            AllowDowngrade = true,
        };
        var questions = await new QuestionsOperation(call.Bench).RunAsync(request, call.Aborted).ConfigureAwait(false);
        await call.WriteAsync(FormDocument.Of(questions.Configuration).With("errors", Errors(call, questions.Configuration.Diagnostics))).ConfigureAwait(false);
    }

    private static ListValue Errors(Call call, ImmutableArray<Diagnostic> diagnostics) => new([.. diagnostics.Select(d => (Value)MapValue.Of(
        ("pointer", Value.From(d.Pointer)),
        ("code", Value.From(d.Code)),
        ("severity", Value.From(d.Severity == Severity.Error ? "error" : "warning")),
        ("message", Value.From(call.Texts.Format(d))),
        ("help", Value.From(call.Texts.Help(d)))))]);
}
