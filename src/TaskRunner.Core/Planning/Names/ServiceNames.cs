using Semver;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Planning.Instances;
using TaskRunner.Planning.Recorded;
using TaskRunner.Services;
using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Planning.Names;

/// <summary>The services a plan registers: names resolved, unique, and not another installation's.</summary>
internal sealed class ServiceNames
{
    private readonly Dictionary<int, string> _names = [];
    private readonly Dictionary<ITaskType, bool> _services = [];

    public string? Of(TaskInstance instance) => _names.GetValueOrDefault(instance.Index);

    public static ServiceNames Of(InstanceGraph graph, PlanInputs inputs, DiagnosticBag invalid, DiagnosticBag refused)
    {
        var names = new ServiceNames();
        var owners = new Dictionary<string, TaskInstance>(StringComparer.Ordinal);
        foreach (var instance in graph.Instances)
        {
            if (names.NameOf(instance, inputs, invalid) is not { } name)
            {
                continue;
            }

            if (!owners.TryAdd(name, instance))
            {
                invalid.Error("TR5011", instance.Definition.Span, name, owners[name].Name, instance.Name);
            }
            else if (inputs.Services.Find(name) is { } taken && taken.Installation != inputs.Installation)
            {
                refused.Error("TR5024", instance.Definition.Span, instance.Name, name, taken.Installation);
            }

            names._names[instance.Index] = name;
        }

        return names;
    }

    /// <summary>The services of other installations the package needs.</summary>
    public static void CheckRequired(PlanInputs inputs, DiagnosticBag refused)
    {
        foreach (var required in inputs.Package.Manifest.RequiredServices)
        {
            var service = inputs.Services.Find(required.Service);
            if (service is null or { State: ServiceState.Missing })
            {
                refused.Error("TR5025", required.Span, required.Service, required.Range.Text);
            }
            else if (service.Version is not { } text || !SemVersion.TryParse(text, SemVersionStyles.Any, out var version) || !required.Range.Contains(version))
            {
                refused.Error("TR5026", required.Span, required.Service, required.Range.Text, service.Version ?? "?", service.Installation);
            }
        }
    }

    private bool IsService(ITaskType type) =>
        _services.TryGetValue(type, out var known) ? known : _services[type] = type.Describe().IsService;

    /// <summary>A type that is a service by itself registers under the installation's and the task's name.</summary>
    private string? NameOf(TaskInstance instance, PlanInputs inputs, DiagnosticBag invalid)
    {
        if (instance.Definition.Service is not { } service)
        {
            return instance.Group.Type is { } type && IsService(type) ? $"{inputs.Installation}-{instance.Name}" : null;
        }

        try
        {
            var name = TaskGroup.Compile(service.Name).Render(PlanNames.OfInstance(instance));
            if (name is StringValue { Text.Length: > 0 } text)
            {
                return text.Text;
            }

            invalid.Error("TR5012", service.Span, instance.Name, name is SecretValue ? "…" : name.ToString());
        }
        catch (ExpressionException e)
        {
            invalid.Add(e.Diagnostic);
        }

        return null;
    }
}
