using TaskRunner.Configuration;
using TaskRunner.Diagnostics;
using TaskRunner.Operations.Applying;

namespace TaskRunner.Operations.Packages;

/// <summary>
/// Works out what a package asks and what is answered already: for prompts, forms and rendered files. Errors and missing answers
/// are in the result and throw nothing.
/// </summary>
public sealed class QuestionsOperation(Workbench bench)
{
    /// <param name="request">As for <c>plan</c>; an installation that is not there yet is a first install.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusedException">The package has errors, or the verb does not fit what is installed.</exception>
    public async Task<Questions> RunAsync(ApplyRequest request, CancellationToken cancellationToken)
    {
        var tools = new OperationTools(bench);
        var planner = new ApplyPlanner(bench, tools.Packages, tools.Runs);
        return await planner.AskAsync(ApplyIntent.Of(request, ApplyVerb.Any), cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>A package's questions.</summary>
/// <param name="Request">What the configuration was worked out from: to be worked out again with further answers.</param>
/// <param name="Configuration">As it stands.</param>
public sealed record Questions(ConfigurationRequest Request, ResolvedConfiguration Configuration);
