using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Tasks.Shell;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>What can be said of a helm task by looking into its package. The files of its chart count as its inputs.</summary>
internal sealed class HelmCheck(TaskCheck check, DiagnosticBag diagnostics)
{
    public void Check()
    {
        foreach (var file in (check.Spec["valuesFiles"] as ListValue)?.Items.OfType<StringValue>() ?? [])
        {
            if (IsThere(file, File.Exists))
            {
                check.NamedFiles.Add(file.Text);
            }
        }

        if (check.Spec["chart"] is not StringValue chart || Template.IsIn(chart.Text))
        {
            return;
        }

        if (HelmSpec.IsRemote(chart.Text))
        {
            if (check.Spec["version"] is null && !chart.Text.Contains("@sha256:", StringComparison.Ordinal))
            {
                diagnostics.Warning("TR9603", chart.Span, chart.Text);
            }
        }
        else if (IsThere(chart, path => File.Exists(path) || Directory.Exists(path)))
        {
            AddChart(chart);
        }
    }

    private bool IsThere(StringValue path, Func<string, bool> exists)
    {
        if (Template.IsIn(path.Text))
        {
            return false;
        }

        if (!PackagePath.IsInside(path.Text))
        {
            diagnostics.Error("TR9022", path.Span, path.Text);
        }
        else if (PackagePath.FindLink(check.PackageDirectory, path.Text) is { } link)
        {
            diagnostics.Error("TR9027", path.Span, link);
        }
        else if (!exists(Path.Combine(check.PackageDirectory, path.Text)))
        {
            diagnostics.Error("TR9601", path.Span, path.Text);
        }
        else
        {
            return true;
        }

        return false;
    }

    private void AddChart(StringValue chart)
    {
        var path = Path.Combine(check.PackageDirectory, chart.Text);
        if (File.Exists(path))
        {
            check.NamedFiles.Add(chart.Text);
        }
        else if (!File.Exists(Path.Combine(path, "Chart.yaml")))
        {
            diagnostics.Error("TR9602", chart.Span, chart.Text);
        }
        else
        {
            foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                check.NamedFiles.Add(Path.GetRelativePath(check.PackageDirectory, file).Replace('\\', '/'));
            }
        }
    }
}
