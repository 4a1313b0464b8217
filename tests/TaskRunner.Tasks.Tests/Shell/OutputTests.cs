using TaskRunner.TaskTypes;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Tests.Shell;

public sealed class OutputTests : IDisposable
{
    private readonly ShellBench _bench = new();

    public void Dispose() => _bench.Dispose();

    public static TheoryData<string, string> Forms => new()
    {
        { "", "{}" },
        { "\n  \n", "{}" },
        { "host=db\n", """{"host":"db"}""" },
        { "host=db", """{"host":"db"}""" },
        { "url=http://a/?b=c&d=<<e\nempty=\n", """{"url":"http://a/?b=c&d=<<e","empty":""}""" },
        { "a= x  \n\nb-c.d_1=ü\n", """{"a":" x  ","b-c.d_1":"ü"}""" },
        { "a=1\na=2\n", """{"a":"2"}""" },
        { "text<<END\nline 1\n\n  END \nEND=x\nEND\nafter=1\n", """{"text":"line 1\n\n  END \nEND=x","after":"1"}""" },
        { "empty<<END\nEND\n", """{"empty":""}""" },
        { "text<< EOF\nx\nEOF", """{"text":"x"}""" },
        { "dos<<END\r\na\r\nEND\r\n", """{"dos":"a\r"}""" },
        { " {\"n\": 1.50, \"list\": [1, null], \"map\": {\"a\": true}}\n", """{"n":1.50,"list":[1,null],"map":{"a":true}}""" },
        { "\uFEFF{\"a\": \"b\"}", """{"a":"b"}""" },
        { "{}", "{}" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Outputs_are_read_in_all_forms(string written, string json)
    {
        var outputs = await _bench.OutputsAsync(Writing(written));
        Assert.Equal(json, outputs.ToString());
    }

    [Fact]
    public async Task A_task_that_writes_nothing_has_no_outputs() =>
        Assert.Equal(MapValue.Empty, await _bench.OutputsAsync("run: 'true'"));

    public static TheoryData<string, string> Wrong => new()
    {
        { "host=db\nhello\n", "line 2 of $TASKRUNNER_OUTPUT is neither key=value nor key<<END: hello" },
        { "=x\n", "line 1 of $TASKRUNNER_OUTPUT: “” is not a name of an output" },
        { "\nmy key=x\n", "line 2 of $TASKRUNNER_OUTPUT: “my key” is not a name of an output" },
        { "1a=x\n", "line 1 of $TASKRUNNER_OUTPUT: “1a” is not a name of an output" },
        { "a=1\nb<<END\nx\n", "line 2 of $TASKRUNNER_OUTPUT: the block of “b” is not ended by a line “END”" },
        { "b<<\nx\n", "line 1 of $TASKRUNNER_OUTPUT: “b<<” does not say what ends the block" },
        { "{\"a\": 1,\n b}", "line 2 of $TASKRUNNER_OUTPUT: " },
        { "{\"a\": 1,\n \"a\": 2}", "line 2 of $TASKRUNNER_OUTPUT: the key “a” stands here a second time" },
        { "{\"a\":\n [{\"$secret\": \"x\"}]}", "line 2 of $TASKRUNNER_OUTPUT: the key “$secret” is reserved" },
        { "{} {}", "line 1 of $TASKRUNNER_OUTPUT: " },
        { "a\u001b[31m\u0007\u202Eb", "line 1 of $TASKRUNNER_OUTPUT is neither key=value nor key<<END: ab" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Wrong_outputs_fail_the_task_with_line_and_reason(string written, string message)
    {
        var failure = await _bench.FailureAsync(Writing(written));
        Assert.Equal("outputs", failure.Reason);
        Assert.StartsWith(message, failure.Message.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("printf 'a=1\\nb=\\377\\n' > $TASKRUNNER_OUTPUT", "line 2 of $TASKRUNNER_OUTPUT is not UTF-8")]
    [InlineData("{ echo a=1; printf b=; head -c 1048577 /dev/zero | tr '\\0' x; } > $TASKRUNNER_OUTPUT", "line 2 of $TASKRUNNER_OUTPUT: the value of “b” is larger than 1 MiB")]
    [InlineData("{ printf '{\"b\":\"'; head -c 1048577 /dev/zero | tr '\\0' x; echo '\"}'; } > $TASKRUNNER_OUTPUT", "line 1 of $TASKRUNNER_OUTPUT: the value of “b” is larger than 1 MiB")]
    [InlineData("head -c 8388609 /dev/zero > $TASKRUNNER_OUTPUT", "$TASKRUNNER_OUTPUT is larger than 8 MiB")]
    [InlineData("mkdir $TASKRUNNER_OUTPUT", "$TASKRUNNER_OUTPUT is no longer a file that can be read")]
    [InlineData("ln -s /etc/passwd $TASKRUNNER_OUTPUT", "$TASKRUNNER_OUTPUT is no longer a file that can be read")]
    [InlineData("mkfifo $TASKRUNNER_OUTPUT", "$TASKRUNNER_OUTPUT is no longer a file that can be read")]
    public async Task What_is_no_text_file_of_sane_size_fails_the_task_and_hangs_nothing(string script, string message)
    {
        var failure = await _bench.FailureAsync($"run: |\n  {script}").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(("outputs", message), (failure.Reason, failure.Message));
    }

    [Fact]
    public async Task Values_up_to_the_limit_are_kept()
    {
        var outputs = await _bench.OutputsAsync("run: |\n  { printf b=; head -c 1048576 /dev/zero | tr '\\0' x; } > $TASKRUNNER_OUTPUT");
        Assert.Equal(1 << 20, ((StringValue)outputs["b"]!).Text.Length);
    }

    [Fact]
    public async Task Outputs_of_a_failed_task_do_not_count()
    {
        var failure = await _bench.FailureAsync("run: echo a=1 > $TASKRUNNER_OUTPUT; exit 4");
        Assert.Equal(("exit", 4), (failure.Reason, failure.ExitCode));
    }

    private string Writing(string text)
    {
        File.WriteAllText(Path.Combine(_bench.Package, "wanted"), text);
        return "run: cp $TASKRUNNER_PACKAGE/wanted $TASKRUNNER_OUTPUT";
    }
}
