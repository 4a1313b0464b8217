using System.Text;
using TaskRunner.Tasks.Helm2;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Tests.Helm2;

public sealed class GoldenVectors
{
    [Fact]
    public void Every_record_becomes_what_is_written_beside_it_byte_for_byte()
    {
        var seen = 0;
        foreach (var input in Directory.EnumerateFiles(GoldenFolder.Find(), "v2.*.json", SearchOption.AllDirectories))
        {
            var name = Path.Combine(Path.GetDirectoryName(input)!, "v3" + Path.GetFileNameWithoutExtension(input)[2..]);
            if (File.Exists(name + ".error.txt"))
            {
                Assert.Throws<InvalidDataException>(() => Convert(input));
            }
            else
            {
                var secret = Convert(input);
                Assert.Equal(File.ReadAllText(name + ".release.json"), Encoding.UTF8.GetString(ReleaseSecret.Unpack(secret)));
                Assert.Equal(Read(name + ".secret.json") with { Data = "" }, Read(secret) with { Data = "" });
            }

            seen++;
        }

        Assert.True(seen >= 4, "the vectors were not found");
    }

    private sealed record Parts(string Data, string Rest);

    private static Parts Read(string path) => Read((MapValue)JsonReader.ReadTrusted(File.ReadAllBytes(path)));

    private static Parts Read(MapValue secret) => new(secret["data"]!.ToString(), secret.Without("data").ToString());

    private static MapValue Convert(string path)
    {
        var record = TillerRecord.Of((MapValue)JsonReader.ReadTrusted(File.ReadAllBytes(path)));
        return ReleaseSecret.Of(ReleaseMapping.Of(record.Decode()), record.Label("CREATED_AT"));
    }
}
