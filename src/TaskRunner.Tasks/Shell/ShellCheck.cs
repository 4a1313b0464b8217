using TaskRunner.Diagnostics;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Shell;

/// <summary>Checks a spec against the package's files: scripts are there, are text, and get data as data.</summary>
internal sealed class ShellCheck(TaskCheck check, DiagnosticBag diagnostics)
{
    private const string TemplateStart = "${{";

    public void Check()
    {
        CheckWork();
        CheckEnvironment();
        foreach (var action in ShellVerb.All.Select(verb => ShellAction.Of(check.Spec, verb)))
        {
            switch (action)
            {
                case ShellAction.PackageFile file:
                    CheckFile(file);
                    break;
                case ShellAction.Inline inline:
                    CheckInline(inline);
                    break;
            }
        }
    }

    private void CheckWork()
    {
        if (!check.Spec.ContainsKey(ShellVerb.Execute) && !check.Spec.ContainsKey(ShellVerb.Run))
        {
            diagnostics.Error("TR9021", check.Spec.Span, check.TaskName);
        }
        else if (check.Spec.TryGetEntry(ShellVerb.Run, out var run) && check.Spec.ContainsKey(ShellVerb.Execute))
        {
            diagnostics.Error("TR9023", run.KeySpan, check.TaskName);
        }
    }

    private void CheckEnvironment()
    {
        foreach (var entry in check.Spec["env"] is MapValue env ? env.Entries : [])
        {
            if (entry.Key.StartsWith(ShellEnvironment.ReservedPrefix, StringComparison.Ordinal))
            {
                diagnostics.Error("TR9024", entry.KeySpan, entry.Key);
            }
            else if (entry.Key.Length == 0 || entry.Key.Any(c => c == '=' || char.IsControl(c)))
            {
                diagnostics.Error("TR9025", entry.KeySpan, entry.Key);
            }
        }

        foreach (var name in check.Spec["inheritEnv"] is ListValue names ? names.Items.OfType<StringValue>() : [])
        {
            if (name.Text.StartsWith(ShellEnvironment.ReservedPrefix, StringComparison.Ordinal))
            {
                diagnostics.Error("TR9024", name.Span, name.Text);
            }
        }
    }

    private void CheckInline(ShellAction.Inline inline)
    {
        if (inline.Text.Contains(TemplateStart, StringComparison.Ordinal))
        {
            diagnostics.Error("TR9030", TemplatePlace.InManifest(inline.Source.Span));
        }
    }

    private void CheckFile(ShellAction.PackageFile file)
    {
        var span = file.Source.Span;
        if (file.Path.Contains(TemplateStart, StringComparison.Ordinal))
        {
            diagnostics.Error("TR9026", TemplatePlace.InManifest(span));
        }
        else if (!PackagePath.IsInside(file.Path))
        {
            diagnostics.Error("TR9022", span, file.Path);
        }
        else if (PackagePath.FindLink(check.PackageDirectory, file.Path) is { } link)
        {
            diagnostics.Error("TR9027", span, link);
        }
        else if (!File.Exists(Path.Combine(check.PackageDirectory, file.Path)))
        {
            diagnostics.Add(new Diagnostic("TR9028", Severity.Error, span, [file.Path]) { DidYouMean = NearestName.Of(file.Path, PackageFiles()) });
        }
        else
        {
            check.NamedFiles.Add(file.Path);
            CheckScript(file);
        }
    }

    private void CheckScript(ShellAction.PackageFile file)
    {
        var path = Path.Combine(check.PackageDirectory, file.Path);
        ScriptText script;
        try
        {
            script = ScriptText.Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Error("TR9010", file.Source.Span, path, e.Message);
            return;
        }

        if (!script.IsText)
        {
            diagnostics.Error("TR9029", file.Source.Span, file.Path);
            return;
        }

        if (TemplatePlace.InScript(path, script.Bytes) is { } place)
        {
            diagnostics.Error("TR9030", place);
        }

        if (script.HasDosLines)
        {
            diagnostics.Warning("TR9031", file.Source.Span, file.Path);
        }

        if (!script.IsUtf8)
        {
            diagnostics.Warning("TR9032", file.Source.Span, file.Path);
        }
    }

    private IEnumerable<string> PackageFiles() =>
        Directory.EnumerateFiles(check.PackageDirectory, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(check.PackageDirectory, f));
}
