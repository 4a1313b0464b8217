using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace TaskRunner.Server.Http;

/// <summary>The page: its files lie in this assembly if they were built; else a short page says how they are.</summary>
internal sealed class PageFiles
{
    private const string Folder = "wwwroot/";
    private const string Start = "index.html";

    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly FileExtensionContentTypeProvider _types = new();

    public PageFiles()
    {
        var assembly = typeof(PageFiles).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            _files.Add(name[Folder.Length..].Replace('\\', '/'), bytes);
        }
    }

    public bool IsThere => _files.ContainsKey(Start);

    public async ValueTask WriteAsync(Call call)
    {
        var path = call.Http.Request.Path.ToString().TrimStart('/');
        if (path.Length > 0 && _files.TryGetValue(path, out var file))
        {
            if (path.StartsWith("assets/", StringComparison.Ordinal))
            {
                call.Http.Response.Headers.CacheControl = "public, max-age=31536000, immutable"; // its name has the hash of its content
            }

            await call.WriteAsync(file, _types.TryGetContentType(path, out var type) ? type : "application/octet-stream").ConfigureAwait(false);
        }
        else if (path.StartsWith("assets/", StringComparison.Ordinal))
        {
            await Problem.WriteAsync(call, StatusCodes.Status404NotFound, "TR8506", "/" + path).ConfigureAwait(false);
        }
        else
        {
            await call.WriteAsync(IsThere ? _files[Start] : Encoding.UTF8.GetBytes(Missing(call)), "text/html; charset=utf-8").ConfigureAwait(false);
        }
    }

    private static string Missing(Call call)
    {
        var texts = call.Texts;
        return $"""
            <!doctype html>
            <html lang="{texts.Language}"><head><meta charset="utf-8"><title>TaskRunner</title><link rel="stylesheet" href="/api-docs/style.css"></head>
            <body><main><h1>TaskRunner</h1><p>{texts.Format("page-missing")}</p>
            <pre>cd src/TaskRunner.Server/ui
            npm ci
            npm run build
            dotnet build</pre>
            <p><a href="/api-docs">{texts.Format("page-api")}</a></p></main></body></html>
            """;
    }
}
