using System.IO.Compression;
using System.Text;
using TaskRunner.Tasks.Helm2;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Tests.Helm2;

public sealed class ReleaseMappingTests
{
    private const string Before = "{\"name\":\"web\",\"info\":{\"first_deployed\":\"\",\"last_deployed\":\"\",\"deleted\":\"\",\"status\":\"deployed\"},\"chart\":{\"metadata\":{\"name\":\"chart\",\"type\":\"application\"},\"lock\":null,\"templates\":null,\"values\":null,\"schema\":null,\"files\":null}";
    private const string After = ",\"version\":3,\"namespace\":\"prod\"}";
    private const string NoRun = "\"last_run\":{\"started_at\":\"\",\"completed_at\":\"\",\"phase\":\"\"}";

    [Fact]
    public void What_is_empty_is_left_out_and_the_rest_is_null() => Assert.Equal(Before + After, Json(Wire.Release()));

    [Fact]
    public void Fields_nobody_knows_are_passed_over() => Assert.Equal(Before + After, Json(Wire.Release(
        Wire.Varint(99, 7), Wire.Text(98, "new"), [.. Wire.Raw((97 << 3) | 1), 1, 2, 3, 4, 5, 6, 7, 8], [.. Wire.Raw((96 << 3) | 5), 1, 2, 3, 4],
        [.. Wire.Raw((95 << 3) | 3), .. Wire.Varint(1, 5), .. Wire.Raw((95 << 3) | 4)])));

    [Fact]
    public void An_empty_configuration_is_left_out_and_empty_values_are_a_map()
    {
        Assert.Equal(Before + After, Json(Wire.Release(Wire.Bytes(4, Wire.Text(1, "")))));
        Assert.Contains("\"values\":{}", Json(Wire.Release(Wire.Bytes(3, Wire.Bytes(4)))), StringComparison.Ordinal);
    }

    [Fact]
    public void Enums_are_read_packed_and_one_by_one()
    {
        var unpacked = Wire.Bytes(6, Wire.Text(1, "h"), Wire.Varint(5, 1), Wire.Varint(5, 9), Wire.Varint(8, 2));
        var packed = Wire.Bytes(6, Wire.Text(1, "h"), Wire.Bytes(5, [1, 9]), Wire.Bytes(8, [2]));
        var expected = Before + ",\"hooks\":[{\"name\":\"h\",\"events\":[\"pre-install\",\"test\"]," + NoRun + ",\"delete_policies\":[\"before-hook-creation\"]}]" + After;
        Assert.Equal(expected, Json(Wire.Release(unpacked)));
        Assert.Equal(expected, Json(Wire.Release(packed)));
    }

    [Fact]
    public void A_negative_weight_of_ten_bytes_is_read() =>
        Assert.Contains("\"weight\":-5", Json(Wire.Release(Wire.Bytes(6, Wire.Varint(7, -5)))), StringComparison.Ordinal);

    [Fact]
    public void The_parts_of_a_message_that_comes_twice_are_joined() => Assert.Contains(
        "\"description\":\"d\",\"status\":\"superseded\",\"notes\":\"n\"",
        Json(Wire.Release(Wire.Bytes(2, Wire.Text(5, "d")), Wire.Bytes(2, Wire.Bytes(1, Wire.Varint(1, 3), Wire.Text(4, "n"))))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(1570000000, 0, "2019-10-02T07:06:40Z")]
    [InlineData(1570000000, 120000000, "2019-10-02T07:06:40.12Z")]
    [InlineData(1570000000, 1, "2019-10-02T07:06:40.000000001Z")]
    [InlineData(0, 0, "1970-01-01T00:00:00Z")]
    [InlineData(-1, 500000000, "1969-12-31T23:59:59.5Z")]
    [InlineData(1570000000, -500000000, "2019-10-02T07:06:39.5Z")]
    [InlineData(1570000000, 1500000000, "2019-10-02T07:06:41.5Z")]
    [InlineData(-62135596800, 0, "")]
    public void Times_are_written_without_zeros_at_the_end(long seconds, int nanos, string expected) => Assert.Contains(
        $"\"deleted\":\"{expected}\"",
        Json(Wire.Release(Wire.Bytes(2, Wire.Bytes(4, Wire.Varint(1, seconds), Wire.Varint(2, nanos))))),
        StringComparison.Ordinal);

    [Fact]
    public void A_test_that_ran_is_the_last_run_of_its_hook()
    {
        var suite = Wire.Bytes(5, Wire.Bytes(3, Wire.Text(1, "t"), Wire.Varint(2, 2), Wire.Bytes(4, Wire.Varint(1, 1570000000))));
        Assert.Contains(
            "\"last_run\":{\"started_at\":\"2019-10-02T07:06:40Z\",\"completed_at\":\"\",\"phase\":\"Failed\"}",
            Json(Wire.Release(Wire.Bytes(6, Wire.Text(1, "t"), Wire.Varint(5, 10)), Wire.Bytes(2, Wire.Bytes(1, suite)))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_bytes_of_a_file_are_null_or_present()
    {
        var files = Wire.Bytes(3, Wire.Bytes(5, Wire.Text(1, "none")), Wire.Bytes(5, Wire.Text(1, "empty"), Wire.Bytes(2)), Wire.Bytes(2));
        Assert.Contains(
            "\"templates\":[{\"name\":\"\",\"data\":null}],\"values\":null,\"schema\":null,\"files\":[{\"name\":\"none\",\"data\":null},{\"name\":\"empty\",\"data\":\"\"}]",
            Json(Wire.Release(files)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        AssertRefused("no info", [.. Wire.Text(1, "web"), .. Wire.Bytes(3)]);
        AssertRefused("no status", [.. Wire.Bytes(2), .. Wire.Bytes(3)]);
        AssertRefused("no chart", [.. Wire.Bytes(2, Wire.Bytes(1))]);
        AssertRefused("no info", []);
        AssertRefused("no chart", [.. Wire.Bytes(2, Wire.Bytes(1)), .. Wire.Varint(3, 1)]);
    }

    [Fact]
    public void Every_cut_of_a_record_is_read_or_refused_and_never_a_crash()
    {
        var whole = Wire.Release(Wire.Bytes(6, Wire.Bytes(5, [1, 2])), Wire.Bytes(4, Wire.Text(1, "a: {b: 1}")));
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            Assert.True(Xunit.Record.Exception(() => Json(cut)) is null or InvalidDataException);
        }
    }

    [Fact]
    public void A_secret_is_wrapped_once_more_and_short_bytes_are_no_gzip()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Wire.Release());
        }

        var inner = Convert.ToBase64String(packed.ToArray());
        Assert.Equal(Before + After, Json(Stored("ConfigMap", inner)));
        Assert.Equal(Before + After, Json(Stored("Secret", Convert.ToBase64String(Encoding.ASCII.GetBytes(inner)))));
        foreach (var bytes in new byte[][] { [], [0x1f], [0x1f, 0x8b], [0x1f, 0x8b, 0x08], [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3] })
        {
            Assert.Throws<InvalidDataException>(() => Json(Stored("ConfigMap", Convert.ToBase64String(bytes))));
        }
    }

    private static void AssertRefused(string expected, byte[] release) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Json(release)).Message, StringComparison.Ordinal);

    private static string Json(byte[] release) => Json(WireMessage.Parse(release));

    private static string Json(TillerRecord record) => Json(record.Decode());

    private static string Json(WireMessage release) => Encoding.UTF8.GetString(GoJson.ToUtf8(ReleaseMapping.Of(release)));

    private static TillerRecord Stored(string kind, string data) => TillerRecord.Of(MapValue.Of(
        ("kind", new StringValue(kind)), ("data", MapValue.Of(("release", new StringValue(data))))));
}
