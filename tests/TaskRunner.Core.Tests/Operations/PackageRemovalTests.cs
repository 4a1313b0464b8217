using TaskRunner.Diagnostics;
using TaskRunner.Journal;
using TaskRunner.Operations;
using TaskRunner.Operations.Installations;
using TaskRunner.Operations.Packages;
using TaskRunner.Stores;

namespace TaskRunner.Core.Tests.Operations;

/// <summary>A package stays in the store while something may need it, and no longer.</summary>
public sealed class PackageRemovalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Package(string version, string mark = "") => $$$"""
        name: shop
        version: {{{version}}}
        tasks:
          - {name: database, type: scripted, rollback: true, rerun: always, spec: {rollback: true, uninstall: true, mark: "{{{mark}}}"}}
          - {name: web, type: scripted, rollback: true, rerun: always, needs: [database], spec: {rollback: true, uninstall: true}}
        """;

    [Fact]
    public async Task What_is_installed_and_what_can_be_rolled_back_to_is_kept_until_it_is_uninstalled()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Package("1.0.0")));
        await bench.Upgrade("shop", bench.Package(Package("2.0.0")));
        await RefusedAsync(bench, "shop@1.0.0", "TR6172");
        await RefusedAsync(bench, "shop@2.0.0", "TR6170");

        await bench.Uninstall("shop");
        await RemoveAsync(bench, "shop@1.0.0");
        await RemoveAsync(bench, "shop@2.0.0");

        Assert.Empty(await bench.Store.ListPackagesAsync(Cancel));
        var history = await new HistoryOperation(bench.Workbench).RunAsync("shop", Cancel);
        Assert.Equal(["2.0.0", "2.0.0", "1.0.0"], history.Select(r => r.Package.Version));
        Assert.Empty(await new DoctorOperation(bench.Workbench).RunAsync(Cancel));
        Assert.Equal(RunStatus.Succeeded, (await bench.Install("shop", bench.Package(Package("1.0.0")))).Status);
    }

    [Fact]
    public async Task What_was_rolled_back_is_needed_no_more_and_the_rest_can_still_be_undone()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Package("1.0.0")));
        await bench.Upgrade("shop", bench.Package(Package("2.0.0")));
        await bench.Upgrade("shop", bench.Package(Package("3.0.0")));
        await bench.Rollback("shop");
        await RemoveAsync(bench, "shop@3.0.0");
        await RefusedAsync(bench, "shop@2.0.0", "TR6170");
        await RefusedAsync(bench, "shop@1.0.0", "TR6172");

        Assert.Equal(RunStatus.Succeeded, (await bench.Rollback("shop")).Status);
        await RemoveAsync(bench, "shop@2.0.0");
        Assert.Equal(RunStatus.Succeeded, (await bench.Rollback("shop")).Status);
        await RemoveAsync(bench, "shop@1.0.0");
    }

    [Fact]
    public async Task A_run_that_failed_can_be_retried_with_its_own_package()
    {
        await using var bench = new Bench();
        bench.Break("execute web");
        await bench.Install("shop", bench.Package(Package("1.0.0", "first")));
        await bench.Retry(new RetryRequest("shop") { Package = bench.Package(Package("1.0.0", "second")) });
        var kept = await bench.Store.ListPackagesAsync(Cancel);
        Assert.Equal(2, kept.Count);
        foreach (var package in kept)
        {
            await RefusedAsync(bench, package.Digest, "TR6171"); // the first one rolls back what it did
        }

        bench.Break("", isBroken: false);
        Assert.Equal(RunStatus.Succeeded, (await bench.Retry(new RetryRequest("shop"))).Status);
        Assert.Equal(RunStatus.Succeeded, (await bench.Uninstall("shop")).Status);
        foreach (var package in kept)
        {
            await RemoveAsync(bench, package.Digest);
        }
    }

    [Fact]
    public async Task An_uninstall_that_failed_goes_on_with_all_it_needs()
    {
        await using var bench = new Bench();
        await bench.Install("shop", bench.Package(Package("1.0.0")));
        await bench.Upgrade("shop", bench.Package(Package("2.0.0")));
        bench.Break("uninstall database");
        await bench.Uninstall("shop");
        await RefusedAsync(bench, "shop@2.0.0", "TR6170");
        bench.Break("", isBroken: false);
        Assert.Equal(RunStatus.Succeeded, (await bench.Retry(new RetryRequest("shop"))).Status);
        await RemoveAsync(bench, "shop@2.0.0");
    }

    [Fact]
    public async Task All_who_need_it_are_named()
    {
        await using var bench = new Bench();
        var package = bench.Package(Package("1.0.0"));
        await bench.Install("one", package);
        await bench.Install("two", package);
        var refused = await RefusedAsync(bench, "shop@1.0.0", "TR6170");
        Assert.Equal(["one", "two"], refused.Diagnostics.Select(d => d.Arguments[2]));
    }

    [Fact]
    public async Task Which_one_is_meant_must_be_clear()
    {
        await using var bench = new Bench();
        foreach (var mark in new[] { "first", "second" })
        {
            await new PackageAddOperation(bench.Workbench).RunAsync(bench.Package(Package("1.0.0", mark)), Cancel);
        }

        var refused = await Bench.Refused(() => RemoveAsync(bench, "shop@1.0.0"));
        Assert.Equal((RefusalKind.Usage, "TR6173"), (refused.Kind, refused.Diagnostics[0].Code));
        var missing = (await Bench.Refused(() => RemoveAsync(bench, "shop@1.0.1"))).Diagnostics[0];
        Assert.Equal(("TR6174", "shop@1.0.0"), (missing.Code, missing.DidYouMean));
        await RemoveAsync(bench, (await bench.Store.ListPackagesAsync(Cancel))[0].Digest);
        await RemoveAsync(bench, "shop@1.0.0");
    }

    [Fact]
    public async Task A_run_that_begins_between_the_look_and_the_removal_gets_its_package_back()
    {
        await using var bench = new Bench();
        var package = bench.Package(Package("1.0.0"));
        var added = await new PackageAddOperation(bench.Workbench).RunAsync(package, Cancel);
        var refused = await Bench.Refused(() => new PackageRemoveOperation(bench.Workbench).RunAsync(
            added.Digest, Cancel, async _ => await bench.Install("shop", package)));
        Assert.Equal("TR6170", refused.Diagnostics[0].Code);
        Assert.Equal(added, await bench.Store.FindPackageAsync(added.Digest, Cancel));
    }

    [Fact]
    public async Task What_was_removed_cannot_be_installed_by_its_digest_although_it_was_unpacked()
    {
        await using var bench = new Bench();
        var added = await new PackageAddOperation(bench.Workbench).RunAsync(bench.Package(Package("1.0.0")), Cancel);
        await new ShowOperation(bench.Workbench).RunAsync(added.Digest, Cancel); // unpacks it
        await RemoveAsync(bench, added.Digest);
        Assert.Equal("TR6133", (await Bench.Refused(() => bench.Install("shop", added.Digest))).Diagnostics[0].Code);
    }

    private static Task<PackageRecord> RemoveAsync(Bench bench, string target) => new PackageRemoveOperation(bench.Workbench).RunAsync(target, Cancel);

    private static async Task<RefusedException> RefusedAsync(Bench bench, string target, string code)
    {
        var before = await bench.Store.ListPackagesAsync(Cancel);
        var refused = await Bench.Refused(() => RemoveAsync(bench, target));
        Assert.Equal((RefusalKind.NotAllowed, code), (refused.Kind, refused.Diagnostics[0].Code));
        Assert.Equal(before, await bench.Store.ListPackagesAsync(Cancel));
        return refused;
    }
}
