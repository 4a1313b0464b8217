using System.Globalization;
using TaskRunner.Operations;
using TaskRunner.Operations.Plans;
using TaskRunner.TaskTypes;

namespace TaskRunner.Cli.Views;

/// <summary>What tasks would change, under the plan they belong to.</summary>
internal sealed class PreviewView(Session session)
{
    /// <summary>Of one task; the rest is in <c>-o json</c>.</summary>
    private const int MostLines = 120;

    public void Show(PlanResult plan)
    {
        foreach (var (index, preview) in plan.Previews.OrderBy(p => p.Key))
        {
            session.Out.WriteLine();
            session.Out.WriteLine($"  {plan.Plan.Tasks[index].Name}{session.Text("colon")} {What(preview)}");
            foreach (var note in preview.Notes)
            {
                session.Out.WriteLine("    " + session.Text(note));
            }

            var lines = preview.Diff.Length == 0 ? [] : preview.Diff.TrimEnd('\n').Split('\n');
            foreach (var line in lines.Take(MostLines))
            {
                session.Out.WriteLine(("    " + line).TrimEnd());
            }

            if (lines.Length > MostLines)
            {
                session.Out.WriteLine("    " + session.Text("preview-more", (lines.Length - MostLines).ToString(CultureInfo.InvariantCulture)));
            }
        }

        if (!plan.Previews.IsEmpty)
        {
            session.Out.WriteLine();
        }
    }

    /// <summary>What stands in the way of a look was said before the plan.</summary>
    private string What(TaskPreview preview) => preview is { Verb: PreviewVerb.Unknown, Subject.IsEmpty: true }
        ? session.Text("preview-hindered")
        : session.Text($"preview-{PlanDocument.VerbWord(preview.Verb)}", session.Text(preview.Subject));
}
