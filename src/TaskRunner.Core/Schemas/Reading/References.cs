using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Schemas.Reading;

/// <summary>
/// Resolves <c>$ref</c> inside the document: by JSON pointer, <c>$anchor</c>, or the <c>$id</c> of a part. What is not in the
/// document is refused, never fetched.
/// </summary>
internal sealed class References(DiagnosticBag diagnostics)
{
    private readonly Queue<(SchemaNode Node, StringValue Text, bool IsDynamic)> _open = new();
    private readonly Dictionary<string, SchemaResource> _byId = new(StringComparer.Ordinal);

    public void Add(SchemaNode node, StringValue text, bool isDynamic = false) => _open.Enqueue((node, text, isDynamic));

    /// <summary>The resource a schema belongs to: a new one where it has an <c>$id</c>.</summary>
    public SchemaResource Enter(KeywordMap keywords, SchemaResource outer)
    {
        if (keywords.Text("$id") is not { } id)
        {
            return outer;
        }

        var uri = outer.BaseUri is { } baseUri && Uri.TryCreate(baseUri, id, out var relative) ? relative
            : Uri.TryCreate(id, UriKind.Absolute, out var absolute) ? absolute
            : null;
        var resource = new SchemaResource(uri, keywords.Map, keywords.Path);
        if (!_byId.TryAdd(Key(uri, id), resource))
        {
            keywords.Error("TR2021", "$id", keywords["$id"]!.Span, id);
        }

        return resource;
    }

    /// <summary>Notes the names a schema gives itself, and its <c>$dynamicRef</c>.</summary>
    public void Register(KeywordMap keywords, SchemaNode node, SchemaResource resource)
    {
        var dynamicAnchor = keywords.Text("$dynamicAnchor");
        if (dynamicAnchor is not null)
        {
            resource.DynamicAnchors.TryAdd(dynamicAnchor, node);
        }

        foreach (var anchor in new[] { keywords.Text("$anchor"), dynamicAnchor })
        {
            if (anchor is not null && !resource.Anchors.TryAdd(anchor, node) && resource.Anchors[anchor] != node)
            {
                keywords.Error("TR2021", "$anchor", keywords.Map.Span, anchor);
            }
        }

        if (keywords.StringValue("$dynamicRef") is { } reference)
        {
            Add(node, reference, isDynamic: true);
        }
    }

    public void ResolveAll(SchemaReader reader)
    {
        while (_open.TryDequeue(out var open))
        {
            var hash = open.Text.Text.IndexOf('#', StringComparison.Ordinal);
            var fragment = hash < 0 ? "" : open.Text.Text[(hash + 1)..];
            if (Find(open.Node, open.Text, hash, fragment, reader) is not { } target)
            {
                continue;
            }

            if (open.IsDynamic)
            {
                var overridable = target.Resource.DynamicAnchors.GetValueOrDefault(fragment) == target;
                open.Node.DynamicReference = (target, overridable ? fragment : null);
            }
            else
            {
                open.Node.Reference = target;
            }
        }
    }

    private SchemaNode? Find(SchemaNode node, StringValue text, int hash, string fragment, SchemaReader reader)
    {
        var address = hash < 0 ? text.Text : text.Text[..hash];
        var resource = address.Length == 0 ? node.Resource : ByAddress(address, node.Resource);
        if (resource is null)
        {
            Report("TR2009", node, text);
            return null;
        }

        var target = fragment.Length == 0 ? reader.Read(resource.Root, resource.Path, resource)
            : fragment[0] == '/' ? ByPointer(fragment, resource, reader)
            : resource.Anchors.GetValueOrDefault(fragment);
        if (target is null)
        {
            Report("TR2008", node, text);
        }

        return target;
    }

    private SchemaResource? ByAddress(string address, SchemaResource from)
    {
        Uri? uri = null;
        _ = (from.BaseUri is { } baseUri && Uri.TryCreate(baseUri, address, out uri)) || Uri.TryCreate(address, UriKind.Absolute, out uri);
        return _byId.GetValueOrDefault(Key(uri, address));
    }

    private static SchemaNode? ByPointer(string fragment, SchemaResource resource, SchemaReader reader)
    {
        var (value, path) = (resource.Root, resource.Path);
        foreach (var part in Uri.UnescapeDataString(fragment)[1..].Split('/'))
        {
            var key = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var next = value switch
            {
                MapValue map => map[key],
                ListValue list when int.TryParse(key, out var index) && index >= 0 && index < list.Items.Length => list.Items[index],
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            (value, path) = (next, path.Then(key));
        }

        return reader.Read(value, path, resource);
    }

    private void Report(string code, SchemaNode node, StringValue text) =>
        diagnostics.Add(new Diagnostic(code, Severity.Error, text.Span, [text.Text]) { Pointer = $"{node.Pointer}/$ref" });

    private static string Key(Uri? uri, string text) => uri is null ? text.TrimEnd('#') : uri.AbsoluteUri.TrimEnd('#');
}
