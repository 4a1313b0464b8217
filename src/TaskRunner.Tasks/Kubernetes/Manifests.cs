using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>The objects of manifest files: documents of one file are parted by lines <c>---</c>, lists are taken apart.</summary>
internal static class Manifests
{
    /// <param name="name">Of the file, for messages.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="diagnostics">Gets every error.</param>
    public static IReadOnlyList<MapValue> Read(string name, string text, DiagnosticBag diagnostics)
    {
        var objects = new List<MapValue>();
        foreach (var document in Documents(text))
        {
            var own = new DiagnosticBag();
            var value = YamlReader.Read(SourceText.FromUtf8(name, Encoding.UTF8.GetBytes(document)), own);
            diagnostics.AddRange(own.Items);
            if (value is MapValue map)
            {
                objects.AddRange(Parts(map));
            }
            else if (value is not (null or NullValue))
            {
                diagnostics.Error("TR9401", value.Span, name);
            }
        }

        foreach (var found in objects.Where(o => ObjectRef.Of(o) is { Kind: "" } or { ApiVersion: "" } or { Name: "" }))
        {
            diagnostics.Error("TR9401", found.Span, name);
        }

        return objects;
    }

    private static IEnumerable<MapValue> Parts(MapValue source) =>
        ObjectRef.Text(source, "kind").EndsWith("List", StringComparison.Ordinal) && source["items"] is ListValue items
            ? items.Items.OfType<MapValue>()
            : [source];

    /// <summary>Lines before a document are kept empty, so that an error names the line of the file.</summary>
    private static IEnumerable<string> Documents(string text)
    {
        var lines = text.Split('\n');
        var start = 0;
        for (var i = 0; i <= lines.Length; i++)
        {
            if (i == lines.Length || IsSeparator(lines[i]))
            {
                yield return new string('\n', start) + string.Join('\n', lines[start..i]);
                start = i + 1;
            }
        }
    }

    private static bool IsSeparator(string line) =>
        line.StartsWith("---", StringComparison.Ordinal) && line.AsSpan(3).Trim() is [] or ['#', ..];
}
