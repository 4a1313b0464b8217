using TaskRunner.Journal;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Operations;

public sealed class InstallTests
{
    [Fact]
    public async Task Three_tasks_run_in_order_and_hand_their_outputs_on()
    {
        await using var bench = new Bench();
        var package = bench.Package("""
            name: shop
            version: 1.0.0
            tasks:
              - {name: database, type: scripted, outputs: {host: {type: string}}, spec: {set: {host: db.local}}}
              - name: schema
                type: scripted
                outputs: {tables: {type: integer}}
                spec: {set: {tables: "12"}, host: "${{ tasks.database.outputs.host }}"}
              - {name: web, type: scripted, needs: [schema], spec: {tables: "${{ tasks.schema.outputs.tables }}"}}
            outputs: {host: "${{ tasks.database.outputs.host }}"}
            """);

        var run = await bench.Install("shop", package);

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(["execute database", "execute schema", "execute web"], bench.Ran);
        Assert.Equal(Value.From("db.local"), bench.Type.Seen["execute schema"].Spec["host"]);
        Assert.Equal(Value.From(12), bench.Type.Seen["execute web"].Spec["tables"]);
        Assert.Equal(Value.From("db.local"), run.Outputs["host"]);
        var installation = await bench.Store.FindInstallationAsync("shop", TestContext.Current.CancellationToken);
        Assert.Equal(("1.0.0", 1, run.RunId), (installation!.Package!.Version, installation.Revision, installation.SucceededRun));
    }
}
