namespace TaskRunner.BrowserTests;

/// <summary>
/// Texts that would do something if a page ever took them for more than text: 25 kinds, each as it is and disguised in seven ways.
/// What they would do is seen: they set <c>window.stolen</c>, ask for a host that is not ours, or open a dialog.
/// </summary>
internal static class Payloads
{
    private const string Act = "window.stolen=1";

    private static readonly string[] Kinds =
    [
        $"<script>{Act}</script>",
        $"<img src=x onerror=\"{Act}\">",
        $"<svg onload=\"{Act}\"><animate onbegin=\"{Act}\" attributeName=x dur=1s></svg>",
        $"<svg><script href=\"data:text/javascript,{Act}\"></script></svg>",
        "<iframe src=\"https://evil.invalid/frame\"></iframe>",
        $"<iframe srcdoc=\"<script>parent.{Act}</script>\"></iframe>",
        $"<a href=\"javascript:{Act}\">here</a>",
        $"javascript:{Act}//",
        "<link rel=stylesheet href=https://evil.invalid/a.css>",
        "<style>@import url(https://evil.invalid/b.css); body { display: none }</style>",
        "<meta http-equiv=refresh content=\"0;url=https://evil.invalid/\">",
        "<base href=https://evil.invalid/>",
        "<object data=https://evil.invalid/o></object><embed src=https://evil.invalid/e>",
        "<img src=https://evil.invalid/pixel.gif>",
        $"<details open ontoggle=\"{Act}\"><summary>x</summary></details>",
        $"<input autofocus onfocus=\"{Act}\">",
        "<form action=https://evil.invalid/><button autofocus>x</button></form>",
        "\" style=\"background:url(https://evil.invalid/c)\" x=\"",
        $"{{{{constructor.constructor('{Act}')()}}}}",
        "\u001b]8;;javascript:window.stolen=1\u0007link\u001b]8;;\u0007",
        "\u001b]0;owned\u0007\u001b[2J\u001b[31mred\u001b[0m\u001b[1000C\u009b31m",
        "\u202egnp.exe\u202c\u2066isolated\u2069\u200b\ufeff",
        "__proto__",
        "<!--<math><mtext></form><form><mglyph><style></math><img src onerror=window.stolen=1>",
        "<template><script>window.stolen=1</script></template><noscript><p title=\"</noscript><img src=x onerror=window.stolen=1>\">",
    ];

    private static readonly Func<string, string>[] Disguises =
    [
        text => text,
        text => "\"'>" + text,
        text => "</textarea></title></script>" + text,
        text => text.ToUpperInvariant().Replace("WINDOW.STOLEN", "window.stolen", StringComparison.Ordinal),
        text => "&quot;" + text.Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal),
        text => "%3C" + Uri.EscapeDataString(text),
        text => "]]>-->" + text + "<!--",
        text => new string('A', 2_000) + text,
    ];

    public static IReadOnlyList<string> All { get; } = [.. Disguises.SelectMany(d => Kinds.Select(d)).Distinct()];
}
