using System.Text;
using SessionPersistence.Hermes;
using SessionPersistence.StateDb;
using SessionPersistence.Storage;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Hermes;

public sealed class HermesTombstonesTests
{
    [Theory]
    [InlineData("""{"version": 1, "ids": ["a", "b"]}""")]
    [InlineData("""{"ids": [" a ", null, "", 0, false, [], {}, "a"], "version": 1.0}""")]
    [InlineData("""{"version": "1", "ids": ["a"]}""")]
    [InlineData("""{"version": " 1 ", "ids": ["a"]}""")]
    [InlineData("""{"version": "+01", "ids": ["a"]}""")]
    [InlineData("""{"version": 1.9, "ids": ["a"]}""")]
    [InlineData("""{"version": true, "ids": ["a"]}""")]
    [InlineData("""{"version": 2, "ids": [], "version": 1, "ids": ["a"], "other": NaN}""")]
    [InlineData("{\"version\": 1,\r\n \"ids\": [\"\\u0061\"]}\r\n")]
    public void Read_FileOfTheReference_FindsTheSession(string file)
    {
        var tombstones = Read(file);

        Assert.Contains(SessionId.Parse("a"), tombstones.Ids);
        Assert.Equal(DocumentVeto.Tombstoned, tombstones.Of(SessionId.Parse("a")));
        Assert.Equal(DocumentVeto.None, tombstones.Of(SessionId.Parse("z")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"version\": 1, \"ids\": [\"a\"")]
    [InlineData("""{"version": 1, "ids": ["a"]} more""")]
    [InlineData("""["a"]""")]
    [InlineData("""{"ids": ["a"]}""")]
    [InlineData("""{"version": 2, "ids": ["a"]}""")]
    [InlineData("""{"version": null, "ids": ["a"]}""")]
    [InlineData("""{"version": "1.0", "ids": ["a"]}""")]
    [InlineData("""{"version": NaN, "ids": ["a"]}""")]
    [InlineData("""{"version": false, "ids": ["a"]}""")]
    [InlineData("""{"version": 1, "ids": "a"}""")]
    [InlineData("""{"version": 1, "ids": {"a": 1}}""")]
    [InlineData("""{"version": 1, "ids": null}""")]
    [InlineData("\uFEFF{\"version\": 1, \"ids\": [\"a\"]}")]
    public void Read_FileOfAnotherForm_SaysNothing(string file)
    {
        var tombstones = Read(file);

        Assert.DoesNotContain(SessionId.Parse("a"), tombstones.Ids);
        Assert.Equal(DocumentVeto.None, tombstones.Of(SessionId.Parse("a")));
    }

    [Fact]
    public void Read_NumbersAsIds_AreTheirDigits()
    {
        Assert.Equal([SessionId.Parse("20260511")], Read("""{"version": 1, "ids": [20260511]}""").Ids);
    }

    [Fact]
    public void Read_WithoutAFile_FindsNone() =>
        Assert.Empty(HermesTombstones.Read(new(new InMemoryFileSystem(), "/store")).Ids);

    [Fact]
    public void Read_BytesThatAreNoText_SayNothing()
    {
        Assert.Empty(Read([.. "{\"version\": 1, \"x\": \""u8, 0xFF, .. "\", \"ids\": [\"a\"]}"u8]).Ids);
    }

    private static HermesTombstones Read(string file) => Read(Encoding.UTF8.GetBytes(file));

    private static HermesTombstones Read(byte[] file)
    {
        var disk = new InMemoryFileSystem();
        disk.Seed($"/store/{HermesTombstones.FileName}", file);
        return HermesTombstones.Read(new StoreDirectory(disk, "/store"));
    }
}
