using TaskRunner.Stores;

namespace TaskRunner.Core.Tests.Stores;

public sealed class Crc32CTests
{
    [Fact]
    public void It_is_the_checksum_everybody_calls_so() => Assert.Equal(0xE3069283, Crc32C.Of("123456789"u8));

    [Fact]
    public void That_of_a_whole_is_that_of_its_parts_one_after_the_other()
    {
        var whole = "a record that lies in several pieces"u8;
        for (var cut = 0; cut <= whole.Length; cut++)
        {
            Assert.Equal(Crc32C.Of(whole), Crc32C.Of(whole[cut..], Crc32C.Of(whole[..cut])));
        }
    }
}
