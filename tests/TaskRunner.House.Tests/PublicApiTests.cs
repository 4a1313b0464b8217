using System.Reflection;

namespace TaskRunner.House.Tests;

public sealed class PublicApiTests
{
    private const string Update = "TASKRUNNER_UPDATE_SNAPSHOTS";

    [Fact]
    public void The_public_contract_changes_only_on_purpose()
    {
        var file = Path.Combine(Repository.Root, "tests", "TaskRunner.House.Tests", "PublicApi.approved.txt");
        var now = string.Join('\n', Lines(Assembly.Load("TaskRunner.Core"))) + "\n";
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(file, now);
        }

        Assert.True(
            File.ReadAllText(file) == now,
            $"The public API of TaskRunner.Core is not what was approved. If the change is meant, run the test with {Update}=1 and review the difference.");
    }

    private static IEnumerable<string> Lines(Assembly assembly)
    {
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            yield return $"{Kind(type)} {type.FullName}";
            foreach (var member in Members(type))
            {
                yield return $"  {member}";
            }
        }
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type.IsAbstract && type.IsSealed ? "static" : "class";

    private static IEnumerable<string> Members(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(m => m is not MethodInfo { IsSpecialName: true } && m is not Type && !m.Name.Contains('<', StringComparison.Ordinal))
        .Where(m => m.Name is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "value__"))
        .Select(m => m.ToString()!)
        .Order(StringComparer.Ordinal);
}
