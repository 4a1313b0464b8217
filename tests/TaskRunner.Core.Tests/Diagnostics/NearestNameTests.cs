using CsCheck;
using TaskRunner.Diagnostics;

namespace TaskRunner.Core.Tests.Diagnostics;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["database", "migrate", "web", "pattern", "maxLength", "minLength"];

    [Theory]
    [InlineData("databse", "database")]
    [InlineData("Database", "database")]
    [InlineData("dtaabase", "database")]
    [InlineData("wbe", "web")]
    [InlineData("maxlength", "maxLength")]
    [InlineData("minLenght", "minLength")]
    [InlineData("we", "web")]
    [InlineData("WEB", "web")]
    public void A_slip_of_the_keyboard_finds_the_name(string written, string meant) => Assert.Equal(meant, NearestName.Of(written, Known));

    [Theory]
    [InlineData("")]
    [InlineData("cache")]
    [InlineData("xyz")]
    [InlineData("database")]
    public void Nothing_is_proposed_for_something_else_or_a_known_name(string written) => Assert.Null(NearestName.Of(written, Known));

    [Fact]
    public void Dropping_one_letter_of_a_long_name_is_always_forgiven() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 4, 40], Gen.Int[0, 39]).Sample((name, at) =>
        {
            var written = name.Remove(at % name.Length, 1);
            Assert.Equal(name, NearestName.Of(written, [name]));
        });
}
