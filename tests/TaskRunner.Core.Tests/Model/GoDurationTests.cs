using CsCheck;
using TaskRunner.Model;

namespace TaskRunner.Core.Tests.Model;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("50ms", 50)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1.5s", 1500)]
    [InlineData("0", 0)]
    [InlineData("2m0.5s", 120_500)]
    public void A_duration_is_read_as_Go_reads_it(string text, int milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1d")]
    [InlineData("s")]
    [InlineData("1.2.3s")]
    [InlineData("999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Fact]
    public void What_is_written_is_read_back() =>
        Gen.Int[0, 400_000_000].Sample(milliseconds =>
        {
            var duration = TimeSpan.FromMilliseconds(milliseconds);
            Assert.True(GoDuration.TryParse(GoDuration.Format(duration), out var read));
            Assert.Equal(duration, read);
        });
}
