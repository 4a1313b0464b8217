using System.Text;
using TaskRunner.Secrets;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>The difference between two rendered charts, object by object. Of Secrets only the keys that change are told.</summary>
/// <param name="masked">What is hidden beside that.</param>
internal sealed class ManifestDiff(SecretTexts masked)
{
    /// <returns>Empty where they hold the same objects.</returns>
    public string Of(string before, string after)
    {
        var (old, now) = (Index(before), Index(after));
        var text = new StringBuilder();
        foreach (var (target, document) in now.Where(n => !old.ContainsKey(n.Key)))
        {
            Append(text, $"+ {target}", null, document);
        }

        foreach (var (target, document) in now)
        {
            if (old.TryGetValue(target, out var was) && !was.Source.Equals(document.Source))
            {
                Append(text, $"~ {target}", was, document);
            }
        }

        foreach (var target in old.Keys.Where(t => !now.ContainsKey(t)))
        {
            text.Append("- ").Append(target).Append('\n');
        }

        return masked.Mask(text.ToString());
    }

    private static Dictionary<ObjectRef, ManifestDocument> Index(string manifest)
    {
        var all = new Dictionary<ObjectRef, ManifestDocument>();
        foreach (var document in ManifestDocument.Split(manifest))
        {
            all[document.Target] = document;
        }

        return all;
    }

    private static void Append(StringBuilder text, string title, ManifestDocument? was, ManifestDocument document)
    {
        text.Append(title).Append('\n');
        if (document.Target is { Kind: "Secret", ApiVersion: "v1" })
        {
            AppendSecret(text, was?.Source, document.Source);
            return;
        }

        if (was is not null)
        {
            foreach (var line in LineDiff.Of(was.Text.Split('\n'), document.Text.Split('\n')))
            {
                text.Append("  ").Append(line).Append('\n');
            }
        }
    }

    private static void AppendSecret(StringBuilder text, MapValue? was, MapValue now)
    {
        var (old, current) = (DataOf(was), DataOf(now));
        foreach (var key in old.Keys.Union(current.Keys).Order(StringComparer.Ordinal))
        {
            var (before, after) = (old.GetValueOrDefault(key), current.GetValueOrDefault(key));
            if (was is not null && !Equals(before, after))
            {
                text.Append("  ").Append(before is null ? '+' : after is null ? '-' : '~').Append(key).Append(": ").Append(SecretTexts.Stars).Append('\n');
            }
        }
    }

    private static Dictionary<string, Value> DataOf(MapValue? secret)
    {
        var all = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var part in (ReadOnlySpan<string>)["data", "stringData"])
        {
            foreach (var entry in secret?[part] is MapValue data ? data.Entries : [])
            {
                all[entry.Key] = entry.Value;
            }
        }

        return all;
    }
}
