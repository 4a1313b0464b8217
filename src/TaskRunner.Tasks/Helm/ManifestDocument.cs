using System.Collections.Immutable;
using TaskRunner.Tasks.Helm2;
using TaskRunner.Tasks.Kubernetes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>One object of a rendered chart, with the text it was rendered to.</summary>
internal sealed record ManifestDocument(ObjectRef Target, MapValue Source, string Text)
{
    /// <summary>What is no object (comments alone) is passed over; so is what cannot be read, which the cluster has refused or will.</summary>
    public static ImmutableArray<ManifestDocument> Split(string manifest)
    {
        var all = ImmutableArray.CreateBuilder<ManifestDocument>();
        foreach (var text in ("\n" + manifest.ReplaceLineEndings("\n")).Split("\n---"))
        {
            if (Read(text) is { } source && ObjectRef.Of(source) is { Kind.Length: > 0, Name.Length: > 0 } target)
            {
                var lines = text.Split('\n').SkipWhile(l => l.Trim().Length == 0 || l.StartsWith('#'));
                all.Add(new ManifestDocument(target, source, string.Join('\n', lines).TrimEnd()));
            }
        }

        return all.ToImmutable();
    }

    private static MapValue? Read(string text)
    {
        try
        {
            return LegacyYaml.ReadMap(text);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
