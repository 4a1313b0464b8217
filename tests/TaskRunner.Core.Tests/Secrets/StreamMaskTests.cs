using System.Buffers;
using System.Text;
using System.Text.Json;
using TaskRunner.Secrets;
using TaskRunner.Secrets.Masking;

namespace TaskRunner.Core.Tests.Secrets;

/// <summary>Masking of a stream: every form, every cut, against a slow and simple model.</summary>
public sealed class StreamMaskTests
{
    private const string Secret = "pa$$ w/\"ord'\\+ü?&7";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Mask(SecretTexts secrets, params IEnumerable<string> pieces)
    {
        var output = new ArrayBufferWriter<byte>();
        var mask = new StreamMask(secrets);
        foreach (var piece in pieces)
        {
            mask.Write(Encoding.UTF8.GetBytes(piece), output);
        }

        mask.End(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The secret as real writers print it; each must be found.</summary>
    public static TheoryData<string, string> Encodings()
    {
        var bytes = Encoding.UTF8.GetBytes(Secret);
        var data = new TheoryData<string, string>
        {
            { "raw", Secret },
            { "base64", Convert.ToBase64String(bytes) },
            { "base64 in something longer, one byte before", Convert.ToBase64String([65, .. bytes]) },
            { "base64 in something longer, two bytes before", Convert.ToBase64String([65, 66, .. bytes]) },
            { "base64url", Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_') },
            { "hex", Convert.ToHexStringLower(bytes) },
            { "HEX", Convert.ToHexString(bytes) },
            { "URL", Uri.EscapeDataString(Secret) },
            { "form", System.Net.WebUtility.UrlEncode(Secret) },
            { ".NET JSON", JsonSerializer.Serialize(Secret).Trim('"') },
            { "JSON", JsonSerializer.Serialize(Secret, Relaxed).Trim('"') },
            { "python json.dumps", "pa$$ w/\\\"ord'\\\\+\\u00fc?&7" },
            { "php json_encode", "pa$$ w\\/\\\"ord'\\\\+\\u00fc?&7" },
            { "bash set -x", @"pa$$ w/""ord'\''\+ü?&7" },
            { "dash set -x", "pa$$ w/\"ord'\"'\"'\\+ü?&7" },
            { "printf %q", @"pa\$\$\ w/\""ord\'\\+ü\?\&7" },
            { "double quotes", @"pa\$\$ w/\""ord'\\+ü?&7" },
        };
        return data;
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_secret_is_masked_as_programs_write_it_wherever_the_stream_is_cut(string form, string text)
    {
        var secrets = new SecretTexts([Secret]);
        var core = text.TrimEnd('=');
        var line = Encoding.UTF8.GetBytes($"before {core} after\n");
        for (var cut = 0; cut <= line.Length; cut++)
        {
            var output = new ArrayBufferWriter<byte>();
            var mask = new StreamMask(secrets);
            mask.Write(line.AsSpan(0, cut), output);
            mask.Write(line.AsSpan(cut), output);
            mask.End(output);
            var seen = Encoding.UTF8.GetString(output.WrittenSpan);
            // Of base64, characters that share bits with a neighbour may stand: they say nothing.
            Assert.True(seen.Length <= "before *** after\n".Length + (form.StartsWith("base64", StringComparison.Ordinal) ? 4 : 0), $"{form} cut at {cut}: {seen}");
            Assert.Contains("***", seen);
        }
    }

    [Fact]
    public void Each_line_of_a_secret_with_several_is_masked_alone_and_all_of_them_together()
    {
        const string key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n";
        var secrets = new SecretTexts([key]);
        Assert.Equal("x ***y", Mask(secrets, "x " + key.TrimEnd() + "y"));
        Assert.Equal("  ***, ***", Mask(secrets, "  MIIEvQIBADANBgkq, hkiG9w0BAQEFAASC"));
    }

    [Fact]
    public void Base64_that_was_broken_into_lines_is_masked()
    {
        var secret = string.Concat(Enumerable.Range(0, 40).Select(i => $"word-{i:00};"));
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        foreach (var width in new[] { 64, 76 })
        {
            var wrapped = string.Join('\n', text.Chunk(width).Select(c => new string(c)));
            var seen = Mask(new SecretTexts([secret]), wrapped);
            Assert.True(seen.Replace("***", "").Trim().Length <= 4, seen);
        }
    }

    [Fact]
    public void A_long_secret_is_masked_in_whole_and_holds_back_no_more_than_a_piece()
    {
        var secret = string.Concat(Enumerable.Range(0, 10_000).Select(i => (char)('!' + (i * 7919 % 90))));
        var secrets = new SecretTexts([secret]);
        Assert.Equal("a***z", Mask(secrets, "a" + secret + "z"));
        Assert.True(secrets.LongestForm <= 1024, $"{secrets.LongestForm}");
    }

    [Fact]
    public void What_cannot_become_a_secret_is_written_at_once_and_a_short_beginning_when_nothing_comes()
    {
        var output = new ArrayBufferWriter<byte>();
        var mask = new StreamMask(new SecretTexts(["password-123"]));
        mask.Write("Enter: pa"u8, output);
        Assert.Equal("Enter: ", Encoding.UTF8.GetString(output.WrittenSpan));
        mask.Idle(output);
        Assert.Equal("Enter: pa", Encoding.UTF8.GetString(output.WrittenSpan));
        mask.Write("ssword-123 ok"u8, output);
        Assert.Equal("Enter: pa*** ok", Encoding.UTF8.GetString(output.WrittenSpan));
        mask.Write("password"u8, output);
        mask.Idle(output);
        Assert.Equal("Enter: pa*** ok", Encoding.UTF8.GetString(output.WrittenSpan));
        mask.End(output);
        Assert.Equal("Enter: pa*** okpassword", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Overlapping_and_touching_secrets_leave_nothing_between_them()
    {
        var secrets = new SecretTexts(["abcdef", "defghi", "abcdefgh"]);
        Assert.Equal("_***_", Mask(secrets, "_abcdefghi_"));
        Assert.Equal("_***_", Mask(secrets, "_abc", "def", "abc", "defghi_"));
    }

    [Fact]
    public void Random_streams_in_random_pieces_are_masked_as_a_simple_model_does_it()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TASKRUNNER_SEED"), out var given) ? given : Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 3000; round++)
        {
            // Two or three letters only, so that beginnings, overlaps and near misses are everywhere.
            var letters = "ab-"[..random.Next(2, 4)];
            var secrets = new SecretTexts(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Text(random, letters, random.Next(4, 12))));
            var text = Text(random, letters, random.Next(0, 200));
            var pieces = new List<string>();
            for (var at = 0; at < text.Length;)
            {
                var length = Math.Min(text.Length - at, random.Next(1, 20));
                pieces.Add(text.Substring(at, length));
                at += length;
            }

            var seen = Mask(secrets, pieces);
            Assert.True(Model(secrets, text) == seen, $"TASKRUNNER_SEED={seed}, round {round}: {text} of {string.Join(' ', secrets.Texts)} gave {seen}");
        }
    }

    [Fact]
    public void A_message_is_masked_and_one_without_secrets_is_the_same_text()
    {
        var secrets = new SecretTexts(["hunter2-hunter2"]);
        Assert.Equal("login with *** failed", secrets.Mask("login with hunter2-hunter2 failed"));
        const string plain = "nothing here";
        Assert.Same(plain, secrets.Mask(plain));
        Assert.Same(plain, SecretTexts.None.Mask(plain));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("abc", true)]
    [InlineData(" abc\n", true)]
    [InlineData("üb", true)]
    [InlineData("über", false)]
    [InlineData("abcd", false)]
    public void What_is_shorter_than_four_bytes_cannot_be_masked(string text, bool isTooShort)
    {
        Assert.Equal(isTooShort, SecretTexts.IsTooShort(text));
        Assert.Equal(isTooShort, new SecretTexts([text]).IsEmpty);
    }

    private static string Text(Random random, string letters, int length) => new(random.GetItems(letters.AsSpan(), length));

    /// <summary>Every place of every form, joined where they touch.</summary>
    private static string Model(SecretTexts secrets, string text)
    {
        var isHidden = new bool[text.Length];
        foreach (var form in secrets.Texts.SelectMany(SecretForms.Of).Select(Encoding.UTF8.GetString))
        {
            for (var at = text.IndexOf(form, StringComparison.Ordinal); at >= 0; at = text.IndexOf(form, at + 1, StringComparison.Ordinal))
            {
                isHidden.AsSpan(at, form.Length).Fill(true);
            }
        }

        var seen = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            seen.Append(!isHidden[i] ? text[i] : i == 0 || !isHidden[i - 1] ? SecretTexts.Stars : "");
        }

        return seen.ToString();
    }
}
