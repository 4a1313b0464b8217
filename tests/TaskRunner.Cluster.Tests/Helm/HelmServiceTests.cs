namespace TaskRunner.ClusterTests;

/// <summary>The four cases the register is for, with a service that a chart made as their subject.</summary>
public sealed class HelmServiceTests(ControlPlane plane)
{
    [Fact]
    public async Task Scripts_initialise_on_install_migrate_on_upgrade_rest_at_the_same_version_and_stop_at_one_too_old()
    {
        using var stage = await HelmStage.SetAsync(plane, 4);
        (await stage.Tool.RunAsync("install", "db", stage.Package("15.0.0"))).Expect(0);
        var log = Path.Combine(stage.Tool.Folder, "done");

        (await stage.Tool.RunAsync("install", "app", App(stage, "1.0.0", log))).Expect(0);
        Assert.Equal("initialise 15.0.0-app\n", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));

        (await stage.Tool.RunAsync("upgrade", "app", App(stage, "2.0.0", log))).Expect(0);
        Assert.Equal("initialise 15.0.0-app\nmigrate 1.0.0 2.0.0\n", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));

        (await stage.Tool.RunAsync("upgrade", "app", App(stage, "2.0.0", log))).Expect(0);
        Assert.Equal("initialise 15.0.0-app\nmigrate 1.0.0 2.0.0\n", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));

        var refused = (await stage.Tool.RunAsync("upgrade", "app", App(stage, "3.0.0", log, atLeast: "16.0.0"))).Expect(6);
        Assert.Contains("the database is too old", refused.Error, StringComparison.Ordinal);
        Assert.Equal("initialise 15.0.0-app\nmigrate 1.0.0 2.0.0\n", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));
    }

    private static string App(HelmStage stage, string version, string log, string atLeast = "15.0.0-0")
    {
        var folder = Directory.CreateDirectory(Path.Combine(stage.Tool.Folder, "packages", Guid.NewGuid().ToString("n"))).FullName;
        File.WriteAllText(Path.Combine(folder, "taskrunner.yaml"), $$$"""
            apiVersion: taskrunner/v1
            kind: Package
            name: app
            version: {{{version}}}
            tasks:
              - name: initialise
                type: shell
                when: installation.operation == 'install'
                require:
                  - {that: "semver.gte(services['shop-web']?.version ?? '0.0.0', '{{{atLeast}}}')", message: the database is too old}
                spec: {run: 'echo initialise "$DATABASE" >> {{{log}}}', env: {DATABASE: "${{ services['shop-web']?.version ?? 'none' }}"}}
              - name: migrate
                type: shell
                when: installation.operation == 'upgrade' && installation.fromVersion != installation.toVersion
                require:
                  - {that: "semver.gte(services['shop-web']?.version ?? '0.0.0', '{{{atLeast}}}')", message: the database is too old}
                spec: {run: 'echo migrate "$TASKRUNNER_FROM_VERSION" "$TASKRUNNER_TO_VERSION" >> {{{log}}}'}
            """);
        return folder;
    }
}
