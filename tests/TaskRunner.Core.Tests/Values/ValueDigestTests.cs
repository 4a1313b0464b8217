using System.Text;
using CsCheck;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Values;

public sealed class ValueDigestTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("1.0", "1")]
    [InlineData("10e-1", "1")]
    [InlineData("0.10", "1e-1")]
    [InlineData("-1200", "-12e2")]
    [InlineData("-0.0", "0")]
    [InlineData("0e99", "0")]
    [InlineData("1E+400", "1e400")]
    [InlineData("123456789012345678901234567890.5", "1234567890123456789012345678905e-1")]
    public void A_number_is_written_in_one_form_only(string literal, string canonical) =>
        Assert.Equal(canonical, ValueDigest.CanonicalText(new NumberValue(literal)));

    [Fact]
    public void The_form_is_fixed_because_stored_digests_depend_on_it()
    {
        var value = Read("""{"b": [1.50, null, true, "é\n\u0001<"], "a": {"z": "", "Z": 0.001}}""");
        Assert.Equal("""{"a":{"Z":1e-3,"z":""},"b":[15e-1,null,true,"é\n\u0001<"]}""", ValueDigest.CanonicalText(value));
        Assert.Equal("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", ValueDigest.Of(MapValue.Empty));
    }

    [Fact]
    public void The_order_of_keys_and_the_spelling_of_numbers_do_not_count() =>
        Assert.Equal(ValueDigest.Of(Read("""{"a":1,"b":2.0}""")), ValueDigest.Of(Read("""{"b":2,"a":1e0}""")));

    [Fact]
    public void A_text_is_not_the_number_it_spells() =>
        Assert.NotEqual(ValueDigest.Of(Read("\"1\"")), ValueDigest.Of(Read("1")));

    [Fact]
    public void A_secret_counts_with_its_fingerprint_only()
    {
        var sealedSecret = new SecretValue(new SecretContent.Sealed(new byte[] { 1, 2 }), "f1");
        var derived = new SecretValue(new SecretContent.Derived(), "f1");
        Assert.Equal("""{"$secret":"f1"}""", ValueDigest.CanonicalText(sealedSecret));
        Assert.Equal(ValueDigest.Of(sealedSecret), ValueDigest.Of(derived));
    }

    [Fact]
    public void Integers_are_equal_exactly_when_their_digests_are() =>
        Gen.Select(Gen.Int[-100_000, 100_000], Gen.Int[0, 4]).Sample((number, zeros) =>
        {
            var plain = new NumberValue(number);
            var padded = new NumberValue($"{number}.{new string('0', zeros + 1)}");
            var other = new NumberValue(number + 1L);
            return plain.Equals(padded) && ValueDigest.Of(plain) == ValueDigest.Of(padded) && ValueDigest.Of(plain) != ValueDigest.Of(other);
        });

    private static Value Read(string json) => JsonReader.ReadTrusted(Encoding.UTF8.GetBytes(json));
}
