using TaskRunner.Diagnostics;
using TaskRunner.Registries;

namespace TaskRunner.Core.Tests.Registries;

public sealed class OciReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("oci://registry.example/shop", "registry.example", "shop", null, null)]
    [InlineData("oci://localhost:5000/a/b_c/d__e/f-g/h.i:1.0.0", "localhost:5000", "a/b_c/d__e/f-g/h.i", "1.0.0", null)]
    [InlineData("oci://127.0.0.1:1/x:_A.b-c", "127.0.0.1:1", "x", "_A.b-c", null)]
    [InlineData("oci://[::1]:5000/x", "[::1]:5000", "x", null, null)]
    [InlineData("oci://[::1]/x", "[::1]", "x", null, null)]
    [InlineData("oci://r/x@" + Digest, "r", "x", null, Digest)]
    [InlineData("oci://r/x:1@" + Digest, "r", "x", "1", Digest)]
    public void A_reference_is_read_and_written_back(string text, string host, string repository, string? tag, string? digest)
    {
        var reference = OciReference.Parse(text);
        Assert.Equal((host, repository, tag, digest), (reference.Host, reference.Repository, reference.Tag, reference.Digest));
        Assert.Equal(text, reference.ToString());
    }

    [Theory]
    [InlineData("registry.example/shop", "TR8301")]
    [InlineData("oci:/r/x", "TR8301")]
    [InlineData("OCI://r/x", "TR8301")]
    [InlineData("oci://r", "TR8301")]
    [InlineData("oci:///x", "TR8301")]
    [InlineData("oci://-r/x", "TR8302")]
    [InlineData("oci://r:0/x", "TR8302")]
    [InlineData("oci://r:65536/x", "TR8302")]
    [InlineData("oci://user:password@r/x", "TR8301")]
    [InlineData("oci://r\n/x", "TR8302")]
    [InlineData("oci://r/", "TR8303")]
    [InlineData("oci://r/X", "TR8303")]
    [InlineData("oci://r//x", "TR8303")]
    [InlineData("oci://r/x/../y", "TR8303")]
    [InlineData("oci://r/x/", "TR8303")]
    [InlineData("oci://r/x?y=1", "TR8303")]
    [InlineData("oci://r/x#y", "TR8303")]
    [InlineData("oci://r/x%2fy", "TR8303")]
    [InlineData("oci://r/x:", "TR8304")]
    [InlineData("oci://r/x:1:2", "TR8303")]
    [InlineData("oci://r/x:1\n", "TR8304")]
    [InlineData("oci://r/x@", "TR8305")]
    [InlineData("oci://r/x@sha512:00", "TR8305")]
    [InlineData("oci://r/x@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", "TR8305")]
    public void What_is_none_is_refused_by_the_part_that_is_wrong(string text, string code)
    {
        var refused = Assert.Throws<RefusedException>(() => OciReference.Parse(text));
        Assert.Equal((RefusalKind.Usage, code), (refused.Kind, refused.Diagnostics[0].Code));
    }

    [Fact]
    public void A_tag_has_128_characters_and_a_repository_255()
    {
        OciReference.Parse($"oci://r/{new string('x', 255)}:{new string('t', 128)}");
        Assert.Throws<RefusedException>(() => OciReference.Parse($"oci://r/{new string('x', 256)}"));
        Assert.Throws<RefusedException>(() => OciReference.Parse($"oci://r/x:{new string('t', 129)}"));
    }
}
