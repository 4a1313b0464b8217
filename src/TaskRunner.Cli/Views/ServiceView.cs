using TaskRunner.Services;
using TaskRunner.Values;

namespace TaskRunner.Cli.Views;

/// <summary>One service for people: a line for each thing known of it.</summary>
internal sealed class ServiceView(Session session)
{
    public void Show(ServiceRecord service)
    {
        var columns = new Columns(session.Out);
        Add(columns, "name", service.Name);
        Add(columns, "type", service.Type);
        Add(columns, "version", service.Version ?? "-");
        Add(columns, "state", service.State.ToString().ToLowerInvariant());
        Add(columns, "installation", service.Installation);
        Add(columns, "task", service.Task);
        Add(columns, "run", service.Run);
        Add(columns, "updated", Durations.Moment(service.UpdatedAt));
        foreach (var fact in service.Facts.Entries)
        {
            Add(columns, "facts." + fact.Key, Text(fact.Value));
        }

        foreach (var output in service.Outputs.Entries)
        {
            Add(columns, "outputs." + output.Key, Text(output.Value));
        }

        columns.Write();
    }

    private static string Text(Value value) => value is StringValue text ? text.Text : JsonWriter.ToText(value);

    private void Add(Columns columns, string name, string value) => columns.Add((name.Contains('.') ? name : session.Text($"label-{name}")) + session.Text("colon"), value);
}
