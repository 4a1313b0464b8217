using TaskRunner.Values;

namespace TaskRunner.Packages;

/// <summary>
/// The JSON Schema of the manifest, for editors and generators. It knows every key the reader knows; what needs the whole
/// manifest (names that are referred to, cycles, expressions, the spec of a type) only the reader can tell.
/// </summary>
public static class PackageSchema
{
    private const string Resource = "TaskRunner.Packages.package.schema.json";

    /// <summary>The schema as text, for <c>taskrunner schema package</c>.</summary>
    public static string Text { get; } = Read();

    /// <summary>The schema as a value (draft 2020-12).</summary>
    public static MapValue Document => (MapValue)JsonReader.ReadTrusted(System.Text.Encoding.UTF8.GetBytes(Text));

    private static string Read()
    {
        using var stream = typeof(PackageSchema).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the resource {Resource} is not in the assembly; this is a bug of the build");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
