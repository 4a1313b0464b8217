using System.Net;
using System.Text;
using TaskRunner.Access;
using TaskRunner.Server.Access;
using TaskRunner.Server.Routes;

namespace TaskRunner.Server.Http;

/// <summary>The route table to be read in a browser: no script, nothing from elsewhere, so it is there offline and under our own policy.</summary>
internal static class ApiPage
{
    private static readonly Lazy<byte[]> Page = new(() => Encoding.UTF8.GetBytes(Render()));

    public static ReadOnlyMemory<byte> Utf8() => Page.Value;

    public static ReadOnlyMemory<byte> Style() =>
        """
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; }
        body { margin: 0 } main { max-width: 62rem; margin: 0 auto; padding: 1.5rem }
        h2 { margin: 2.5rem 0 .5rem; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent) }
        section { margin: 1rem 0 1.5rem } h3 { margin: 0; font: 600 1rem ui-monospace, monospace }
        code, pre { font-family: ui-monospace, monospace } pre { padding: .75rem; overflow: auto; background: color-mix(in srgb, currentColor 8%, transparent) }
        p { margin: .25rem 0 } .role { font: .8rem ui-monospace, monospace; padding: .1rem .5rem; border: 1px solid currentColor; border-radius: 1rem; margin-left: .5rem }
        table { border-collapse: collapse; margin: .5rem 0 } th, td { text-align: left; padding: .2rem 1rem .2rem 0; vertical-align: top }
        th { font-weight: 600 } nav a { margin-right: 1rem }
        """u8.ToArray();

    private static string Render()
    {
        var html = new StringBuilder(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>TaskRunner API</title><link rel="stylesheet" href="/api-docs/style.css"></head><body><main>
            <h1>TaskRunner API</h1>
            <p>The same as <a href="/openapi/v1.json">an OpenAPI document</a>. Every call but the public ones needs <code>Authorization: Bearer TOKEN</code>.
            Errors are <code>application/problem+json</code>.</p>
            <nav>
            """);
        var areas = RouteTable.All.GroupBy(AreaOf).ToList();
        foreach (var area in areas)
        {
            html.Append("<a href=\"#").Append(area.Key).Append("\">").Append(area.Key).Append("</a>");
        }

        html.Append("</nav>\n");
        foreach (var area in areas)
        {
            html.Append("<h2 id=\"").Append(area.Key).Append("\">").Append(area.Key).Append("</h2>\n");
            foreach (var route in area)
            {
                Append(html, route);
            }
        }

        return html.Append("</main></body></html>\n").ToString();
    }

    private static string AreaOf(Route route) => route.Pattern.StartsWith(Call.Prefix, StringComparison.Ordinal)
        ? route.Pattern[(Call.Prefix.Length + 1)..].Split('/')[0]
        : "machines";

    private static void Append(StringBuilder html, Route route)
    {
        html.Append("<section><h3>").Append(route.Method).Append(' ').Append(WebUtility.HtmlEncode(route.Pattern))
            .Append("<span class=\"role\">").Append(route.Policy.RoleOf()?.ToWord() ?? "public").Append("</span></h3><p>")
            .Append(WebUtility.HtmlEncode(route.Summary)).Append("</p>");
        Table(html, "Query", route.Query);
        Table(html, "Body", route.Body);
        html.Append("<p>").Append(route.Status).Append(' ').Append(route.Status == 204 ? "" : route.Produces).Append("</p></section>\n");
    }

    private static void Table(StringBuilder html, string title, IReadOnlyList<Field> fields)
    {
        if (fields.Count == 0)
        {
            return;
        }

        html.Append("<table><tr><th>").Append(title).Append("</th><th></th><th></th></tr>");
        foreach (var field in fields)
        {
            html.Append("<tr><td><code>").Append(field.Name).Append("</code></td><td>").Append(field.Type).Append(field.IsRequired ? ", required" : "")
                .Append("</td><td>").Append(WebUtility.HtmlEncode(field.Text ?? "")).Append("</td></tr>");
        }

        html.Append("</table>");
    }
}
