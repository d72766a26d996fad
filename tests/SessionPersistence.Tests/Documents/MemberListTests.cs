using SessionPersistence.Documents;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Documents;

public sealed class MemberListTests
{
    [Fact]
    public void Create_keeps_the_order_and_of_one_name_the_first_place_and_the_last_value() =>
        Assert.Equal("a=3,b=2", Text(MemberList.Create([("a", Utf8("1")), ("b", Utf8("2")), ("a", Utf8("3"))])));

    [Fact]
    public void With_replaces_in_place_or_appends_and_leaves_the_old_list_alone()
    {
        var old = MemberList.Empty.With("a", Utf8("1")).With("b", Utf8("2"));

        var changed = old.With("a", Utf8("9")).With("c", Utf8("3"));

        Assert.Equal("a=1,b=2", Text(old));
        Assert.Equal("a=9,b=2,c=3", Text(changed));
    }

    [Fact]
    public void Find_is_exact()
    {
        var list = MemberList.Empty.With("a", Utf8("1"));

        Assert.Equal("1", SomeDocument.Text(list.Find("a")!.Value));
        Assert.Null(list.Find("A"));
        Assert.Null(MemberList.Empty.Find("a"));
    }

    [Fact]
    public void Detach_copies_the_values()
    {
        var buffer = "12"u8.ToArray();
        var list = MemberList.Create([("a", buffer.AsMemory(0, 1)), ("b", buffer.AsMemory(1, 1))]).Detach();

        buffer.AsSpan().Clear();

        Assert.Equal("a=1,b=2", Text(list));
    }

    [Fact]
    public void Create_of_very_many_members_is_quick()
    {
        var members = Enumerable.Range(0, 300_000).Select(i => ($"m{i}", Utf8("1"))).ToList();

        Assert.Equal(300_000, MemberList.Create(members).Count);
    }

    private static ReadOnlyMemory<byte> Utf8(string text) => SomeDocument.Utf8(text);

    private static string Text(MemberList list) => string.Join(
        ',', list.Select<(string, ReadOnlyMemory<byte>), string>(m => $"{m.Item1}={SomeDocument.Text(m.Item2)}"));
}
