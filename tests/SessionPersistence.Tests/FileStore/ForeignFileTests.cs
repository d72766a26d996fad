using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

public sealed class ForeignFileTests
{
    private readonly InMemoryFileSystem _disk = new();

    [Theory]
    [InlineData("export.json", """[{"role":"user","content":"a"}]""", FindingKinds.ForeignFile)]
    [InlineData("settings.json", """{"theme":"dark"}""", FindingKinds.ForeignFile)]
    [InlineData("number.json", "1", FindingKinds.ForeignFile)]
    [InlineData("sp ace.json", """{"session_id":"sp ace","messages":[]}""", FindingKinds.UnsafeId)]
    [InlineData("con.json", """{"session_id":"con","messages":[]}""", FindingKinds.UnsafeId)]
    [InlineData("notes.txt", "hello", FindingKinds.ForeignFile)]
    public async Task Open_FileOfSomebodyElse_IsReportedAndNotTouched(string name, string content, string kind)
    {
        _disk.Seed($"/store/{name}", content);
        var before = DiskTree.Of(_disk, "/store");
        await using (var store = NewStore())
        {
            var finding = Assert.Single(
                (await store.OpenAsync()).Findings, found => found.Kind != FindingKinds.IndexMissing);

            Assert.Equal((kind, name), (finding.Kind, finding.Path));
            Assert.Empty((await store.ListAsync(new())).Items);
        }

        Assert.DoesNotContain(name, before.ChangesTo(DiskTree.Of(_disk, "/store")));
    }

    [Fact]
    public async Task Verbs_NameOfAForeignFile_IsNoSession()
    {
        var id = SessionId.Parse("export");
        _disk.Seed("/store/export.json", "[]");
        await using (var store = NewStore())
        {
            Assert.Null(await store.LoadAsync(id));
            Assert.Null(await store.LoadMetadataAsync(id));
            Assert.False(await store.DeleteAsync(id));
            await Assert.ThrowsAsync<SessionNotFoundException>(() => store.AppendAsync(id, [SessionMessage.User("a")]));
            await Assert.ThrowsAsync<SessionNotFoundException>(
                () => store.RewriteAsync(id, [], RewriteReason.Clear, 1));
            await Assert.ThrowsAsync<SessionExistsException>(() => store.CreateAsync(new() { Id = id }));
            await Assert.ThrowsAsync<SessionExistsException>(
                () => store.CreateAsync(new() { Id = SessionId.Parse("EXPORT") }));
        }

        Assert.Equal("[]"u8, DiskTree.Of(_disk, "/store")["export.json"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../evil")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("con")]
    [InlineData("NUL.json")]
    [InlineData("_index")]
    [InlineData(".hidden")]
    [InlineData("dot.")]
    [InlineData("a:b")]
    [InlineData("a\0b")]
    [InlineData("é")]
    public void Id_Hostile_CannotBeMade(string text)
    {
        Assert.Throws<FormatException>(() => SessionId.Parse(text));
        Assert.False(SessionId.TryParse(text, out _));
        Assert.ThrowsAny<Exception>(() =>
            System.Text.Json.JsonSerializer.Deserialize<SessionId>(System.Text.Json.JsonSerializer.Serialize(text)));
    }

    [Fact]
    public void Id_TenKilobytes_CannotBeMade() =>
        Assert.Throws<FormatException>(() => SessionId.Parse(new string('a', 10_240)));

    private FileSessionStore NewStore() => new(new() { Directory = "/store" }, new() { FileSystem = _disk });
}
