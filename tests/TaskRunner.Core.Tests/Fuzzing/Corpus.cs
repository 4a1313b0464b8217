using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using TaskRunner.Core.Tests.Journal;

namespace TaskRunner.Core.Tests.Fuzzing;

/// <summary>What is mutated: the repository's own manifests, answers, expressions, records and archives.</summary>
internal static partial class Corpus
{
    public static IReadOnlyList<byte[]> Manifests { get; } =
    [
        .. Directory.EnumerateFiles(In("tests/TaskRunner.Core.Tests/Packages/Bad"), "taskrunner.yaml", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(In("examples"), "*.yaml", SearchOption.AllDirectories))
            .Append(In("tests/TaskRunner.Core.Tests/Packages/everything.yaml"))
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes),
    ];

    /// <summary>Both as they stand in manifests and in the page about them.</summary>
    public static IReadOnlyList<byte[]> Expressions { get; } =
    [
        .. Manifests.Append(File.ReadAllBytes(In("docs/expressions.md")))
            .SelectMany(m => Expression().Matches(Encoding.UTF8.GetString(m)))
            .Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value)
            .Distinct()
            .Select(Encoding.UTF8.GetBytes),
    ];

    public static IReadOnlyList<byte[]> Records { get; } = [.. RunEventCodecTests.Format1.Select(row => Encoding.UTF8.GetBytes(row.Data.Item2))];

    private static string In(string path, [CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", path));

    [GeneratedRegex(@"\$\{\{(.*?)\}\}|(?:when|that|x-when): (.*)")]
    private static partial Regex Expression();
}
