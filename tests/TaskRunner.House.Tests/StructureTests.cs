using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TaskRunner.House.Tests;

public sealed partial class StructureTests
{
    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["TaskRunner.Core"] = [],
        ["TaskRunner.Tasks"] = ["TaskRunner.Core"],
        ["TaskRunner.Storage"] = ["TaskRunner.Core"],
        ["TaskRunner.Server"] = ["TaskRunner.Core"],
        ["TaskRunner.Cli"] = ["TaskRunner.Core", "TaskRunner.Tasks", "TaskRunner.Storage", "TaskRunner.Server"],
    };

    /// <summary>What a folder of Core may not use: data moves one way, from reading to running, and pure parts know no effects.</summary>
    private static readonly Dictionary<string, string[]> ForbiddenUses = new()
    {
        ["Values"] = ["Schemas", "Expressions", "Model", "Graphs", "Packages", "Configuration", "Planning", "Execution", "Journal", "Services", "Stores", "TaskTypes", "Operations"],
        ["Graphs"] = ["Schemas", "Expressions", "Packages", "Configuration", "Planning", "Execution", "Journal", "Services", "Stores", "TaskTypes", "Operations"],
        ["Schemas"] = ["Expressions", "Model", "Graphs", "Packages", "Configuration", "Planning", "Execution", "Journal", "Services", "Stores", "TaskTypes", "Operations"],
        ["Expressions"] = ["Model", "Graphs", "Packages", "Configuration", "Planning", "Execution", "Journal", "Services", "Stores", "TaskTypes", "Operations"],
        ["Model"] = ["Packages", "Configuration", "Planning", "Execution", "Journal", "Services", "Stores", "Operations"],
        ["Packages"] = ["Configuration", "Planning", "Execution", "Journal", "Services", "Stores", "Operations"],
        ["Registries"] = ["Packages", "Configuration", "Planning", "Execution", "Journal", "Services", "Stores", "TaskTypes", "Operations"],
        ["Configuration"] = ["Planning", "Execution", "Journal", "Stores", "Operations"],
        ["Journal"] = ["Packages", "Configuration", "Execution", "Operations"],
        ["Planning"] = ["Execution", "Operations"],
        ["Execution"] = ["Packages", "Configuration", "Operations"],
        ["Stores"] = ["Packages", "Configuration", "Planning", "Execution", "Operations"],
        ["TaskTypes"] = ["Packages", "Configuration", "Planning", "Execution", "Journal", "Stores", "Operations"],
    };

    [Fact]
    public void Projects_form_a_star_because_task_types_stores_and_hosts_must_never_know_each_other()
    {
        foreach (var file in Repository.Files("*.csproj", "src"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var references = XDocument.Load(file).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
            Assert.All(references, r => Assert.Contains(r, AllowedReferences[name]));
        }
    }

    [Fact]
    public void Folders_of_Core_use_each_other_in_one_direction_so_that_pure_parts_stay_pure()
    {
        var broken = from file in Repository.Files("*.cs", "src/TaskRunner.Core")
                     let folder = Repository.Relative(file).Split('/')[2]
                     where ForbiddenUses.ContainsKey(folder)
                     from line in File.ReadLines(file)
                     let match = UsingLine().Match(line)
                     where match.Success && ForbiddenUses[folder].Contains(match.Groups[1].Value)
                     select $"{Repository.Relative(file)}: {line}";
        Expect.None(broken);
    }

    [Fact]
    public void Nothing_is_named_Manager_Helper_Utils_or_Impl_because_such_names_hide_what_a_thing_is()
    {
        var bad = Repository.Files("*.cs", "src", "tests", "bench")
            .Select(Repository.Relative)
            .Where(f => BadName().IsMatch(Path.GetFileNameWithoutExtension(f)));
        Expect.None(bad);
    }

    [Fact]
    public void Nothing_unfinished_is_left_in_the_code()
    {
        var unfinished = from file in Repository.Files("*.cs", "src", "bench", "examples")
                         from line in File.ReadLines(file)
                         where Unfinished().IsMatch(line)
                         select $"{Repository.Relative(file)}: {line.Trim()}";
        Expect.None(unfinished);
    }

    [Fact]
    public void No_exception_is_swallowed_whole()
    {
        var swallowed = Repository.Files("*.cs", "src", "bench")
            .Where(f => EmptyCatchAll().IsMatch(File.ReadAllText(f)))
            .Select(Repository.Relative);
        Expect.None(swallowed);
    }

    [GeneratedRegex(@"^using TaskRunner\.(\w+)")]
    private static partial Regex UsingLine();

    [GeneratedRegex("(Manager|Helpers?|Utils?|Utilities|Impl|Common)$")]
    private static partial Regex BadName();

    [GeneratedRegex(@"NotImplementedException|\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"catch\s*(\(\s*Exception[^)]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatchAll();
}
