using TaskRunner.Configuration;
using TaskRunner.Values;
using static TaskRunner.Core.Tests.Configuration.Sample;

namespace TaskRunner.Core.Tests.Configuration;

public sealed class GlobalTests
{
    private static readonly TaskRunner.Model.PackageManifest Shop = Package(
        Properties("{mailPassword: {type: string, x-secret: true, x-global: mail.password}}"),
        Properties("{mail: {type: object, properties: {host: {type: string, default: localhost}, password: {type: string, x-secret: true}}}}"));

    [Fact]
    public void A_secret_that_stands_there_as_text_is_sealed_with_a_warning_and_recorded_sealed()
    {
        var resolved = Resolve(Request("mail: {password: hunter2}\nother: {x: 1}"));
        Assert.Equal("TR3035", resolved.Codes());
        Assert.DoesNotContain("hunter2", resolved.Errors(), StringComparison.Ordinal);
        Assert.Equal("\"hunter2\"", OpenVault.Open(((MapValue)resolved.Package.Global["mail"]!)["password"]));
        Assert.Equal("\"hunter2\"", OpenVault.Open(resolved.Package.Config["mailPassword"]));
        Assert.StartsWith("""{"mail":{"password":{"$secret":""", resolved.GlobalToRecord.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(""","other":{"x":1}}""", resolved.GlobalToRecord.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_recorded_of_it_gives_the_same_values_again()
    {
        var first = Resolve(Request("mail: {password: hunter2, host: h}"));
        var again = Resolve(new ConfigurationRequest { Package = Shop, Global = first.GlobalToRecord, Recorded = first.Answers });
        Assert.Equal("", again.Codes());
        Assert.Equal(first.Digest, again.Digest);
    }

    [Fact]
    public void References_in_it_stay_references()
    {
        var resolved = Resolve(Request("mail: {password: {$env: MAIL}}"));
        Assert.Equal("", resolved.Codes());
        Assert.Contains("\"$env\":\"MAIL\"", resolved.GlobalToRecord.ToString(), StringComparison.Ordinal);
        var secret = Assert.IsType<SecretValue>(resolved.Package.Config["mailPassword"]);
        Assert.IsType<TaskRunner.Secrets.SecretContent.Reference>(secret.Content);
    }

    [Fact]
    public void What_is_wrong_with_it_is_said_in_its_place()
    {
        var errors = Resolve(Request("mail:\n  host: [1]\n")).Diagnostics;
        Assert.Equal("TR2050 /global/mail/host test.yaml:2:9", Assert.Single(errors.Select(d => $"{d.Code} {d.Pointer} {d.Span}")));
    }

    private static ConfigurationRequest Request(string global) => new() { Package = Shop, Global = (MapValue)Yaml(global) };
}
