using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>The keys of a <c>forEach</c> that is written out.</summary>
internal static class ForEachKeys
{
    /// <returns>The keys, or null where they are known only when a plan is made.</returns>
    public static string[]? Known(ForEachDefinition forEach)
    {
        var keys = forEach.Items switch
        {
            MapValue map => map.Entries.Select(e => e.Key),
            ListValue list => list.Items.OfType<StringValue>().Select(t => t.Text),
            _ => null,
        };
        var all = keys?.ToArray();
        return all is null || all.Any(Template.IsIn) ? null : all;
    }
}
