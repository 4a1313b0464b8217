using CsCheck;
using TaskRunner.Planning;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Core.Tests.Planning;

public sealed class InputDigestTests
{
    private static readonly MapValue Spec = MapValue.Of(
        ("execute", Value.From("a.sh")),
        ("env", MapValue.Of(("HOST", Value.From("db")), ("PORT", Value.From(5432)))),
        ("args", new ListValue([Value.From("x")])));

    private static readonly MapValue Files = MapValue.Of(("a.sh", Value.From("00ff00ff00ff00ff")));

    private static string Of(MapValue spec, MapValue? files = null, string? mode = null) => InputDigest.Of("shell", mode, spec, files ?? Files);

    [Fact]
    public void The_same_inputs_have_the_same_digest_whatever_their_order_and_spelling()
    {
        var turned = new MapValue([.. Spec.Entries.Reverse()]).With("env", MapValue.Of(("PORT", new NumberValue("5432.0")), ("HOST", Value.From("db"))));
        Assert.True(InputDigest.AreEqual(Of(Spec), Of(turned)));
        Assert.Empty(InputDigest.Changes(Of(Spec), Of(turned)));
    }

    [Fact]
    public void What_changed_is_named()
    {
        var env = (MapValue)Spec["env"]!;
        Assert.Equal(["spec.env.HOST"], InputDigest.Changes(Of(Spec), Of(Spec.With("env", env.With("HOST", Value.From("other"))))));
        Assert.Equal(["spec.env.NEW"], InputDigest.Changes(Of(Spec), Of(Spec.With("env", env.With("NEW", Value.From("x"))))));
        Assert.Equal(["spec.env.PORT"], InputDigest.Changes(Of(Spec), Of(Spec.With("env", env.Without("PORT")))));
        Assert.Equal(["a.sh"], InputDigest.Changes(Of(Spec), Of(Spec, MapValue.Of(("a.sh", Value.From("11ee00ff00ff00ff"))))));
        Assert.Equal(["mode"], InputDigest.Changes(Of(Spec), Of(Spec, mode: "cloud")));
    }

    [Fact]
    public void A_secret_counts_by_its_fingerprint()
    {
        static MapValue With(string fingerprint) => Spec.With("token", new SecretValue(new SecretContent.Derived(), fingerprint));
        Assert.True(InputDigest.AreEqual(Of(With("a")), Of(With("a"))));
        Assert.Equal(["spec.token"], InputDigest.Changes(Of(With("a")), Of(With("b"))));
    }

    [Fact]
    public void Nothing_is_equal_to_an_unknown_digest()
    {
        Assert.False(InputDigest.AreEqual(null, null));
        Assert.False(InputDigest.AreEqual(null, Of(Spec)));
    }

    [Fact]
    public void Any_change_of_any_name_is_found_and_named() =>
        Gen.Select(Gen.String[Gen.Char[' ', '~'], 1, 12].List[1, 100].Select(keys => keys.Distinct().ToArray()), Gen.Int[0, 99]).Sample((keys, at) =>
        {
            var spec = new MapValue([.. keys.Select(k => new MapEntry(k, Value.From(1)))]);
            var changed = spec.With(keys[at % keys.Length], Value.From(2));
            Assert.False(InputDigest.AreEqual(Of(spec), Of(changed)));
            Assert.Equal([$"spec.{keys[at % keys.Length]}"], InputDigest.Changes(Of(spec), Of(changed)));
        });
}
