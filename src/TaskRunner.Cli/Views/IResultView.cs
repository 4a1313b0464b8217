using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Plans;
using TaskRunner.Services;

namespace TaskRunner.Cli.Views;

/// <summary>Shows results on standard output: once for people, once for scripts.</summary>
internal interface IResultView
{
    void Show(PlanResult plan);

    void Show(IReadOnlyList<InstallationSummary> installations);

    void Show(IReadOnlyList<RunSummary> history);

    void Show(IReadOnlyList<ServiceRecord> services);
}
