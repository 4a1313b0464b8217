using TaskRunner.Configuration.Answers;
using TaskRunner.Configuration.Forms;
using TaskRunner.Configuration.Questions;
using TaskRunner.Configuration.Secrecy;
using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Configuration;

/// <summary>Works out a package's configuration from answers, recorded answers, the global configuration and the schemas' own defaults.</summary>
public static class ConfigurationResolver
{
    /// <summary>Never throws because of what a person wrote: everything that is wrong is in the result.</summary>
    /// <param name="request">What there is to work with.</param>
    /// <param name="vault">Seals secrets; a <see cref="ForgettingVault"/> where nothing is kept.</param>
    public static ResolvedConfiguration Resolve(ConfigurationRequest request, ISecretVault vault)
    {
        var tools = new ResolutionTools(vault, new SecretMask(), new DiagnosticBag(), request.Language);
        var names = QuestionNames.Of(request.Package);
        var layers = AnswerLayer.Read(request.Inputs, names.Questions, tools.Diagnostics);
        names.MaskUnreadable(tools);
        var isUnreadable = layers.Count(l => l is AnswerLayer.Document) < request.Inputs.Count(i => i is AnswerInput.File or AnswerInput.Document);
        var resolution = new PackageResolution(request, layers, tools);
        var package = resolution.Resolve(request.Package);
        names.ReportUnasked(layers, resolution.Asked, tools);
        if (!isUnreadable)
        {
            // What is missing would be in the file that cannot be read.
            resolution.ReportMissing();
        }

        var found = resolution.Found.ToArray();
        return new ResolvedConfiguration
        {
            Package = package.Masked(tools.Mask),
            Answers = (MapValue)Spans.Without(resolution.Recordable(names.Tasks)),
            GlobalToRecord = (MapValue)Spans.Without(resolution.Global),
            Pending = [.. found.SelectMany(s => s.Pending)],
            Missing = [.. found.SelectMany(s => s.Missing)],
            Removed = [.. resolution.RemovedTasks(names.Tasks), .. found.SelectMany(s => s.Removed)],
            Explained = [.. found.SelectMany(s => s.Explained).Select(e => e.Masked(tools.Mask))],
            Hidden = found.SelectMany(s => s.Hidden).ToHashSet(),
            Diagnostics = [.. tools.Diagnostics.Items.Distinct(SameDiagnostic.Comparer).Select(tools.Mask.Apply)],
        };
    }
}
