using System.Text;
using TaskRunner.Tasks.Helm2;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Tests.Helm2;

public sealed class SamenessTests
{
    private const string Ours = """{"name":"web","info":{"first_deployed":"","status":"deployed","description":"d"},"chart":{"lock":null,"templates":[{"name":"a","data":"eA=="}]},"config":{"n":1},"version":2}""";

    [Theory]
    [InlineData(Ours)]
    [InlineData("""{"version":2.0,"config":{"n":1},"chart":{"templates":[{"name":"a","data":"eA==","modtime":"0001-01-01T00:00:00Z"}]},"info":{"status":"deployed","description":"d"},"name":"web"}""")]
    [InlineData("""{"name":"web","info":{"status":"superseded","description":"other"},"chart":{"templates":[{"name":"a","data":"eA=="}]},"config":{"n":1},"version":2}""")]
    public void What_helm_wrote_anew_is_the_same(string theirs) => Assert.Null(Sameness.Difference(Read(Ours), Read(theirs)));

    [Theory]
    [InlineData("\"status\":\"deployed\"", "\"status\":\"failed\"", "info.status")]
    [InlineData("\"description\":\"d\"", "\"description\":\"e\"", "info.description")]
    [InlineData("eA==", "eQ==", "chart.templates[0].data")]
    [InlineData("\"n\":1", "\"n\":\"1\"", "config.n")]
    [InlineData(",\"version\":2", "", "version")]
    [InlineData("\"templates\":[{\"name\":\"a\",\"data\":\"eA==\"}]", "\"templates\":[]", "chart.templates")]
    public void A_difference_is_named_by_its_place(string ours, string theirs, string place) =>
        Assert.Equal(place, Sameness.Difference(Read(Ours), Read(Ours.Replace(ours, theirs, StringComparison.Ordinal))));

    private static MapValue Read(string json) => (MapValue)JsonReader.ReadTrusted(Encoding.UTF8.GetBytes(json));
}
