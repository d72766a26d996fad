using System.Buffers;
using System.Text;
using System.Text.Json;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Hermes;
using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Catalog;

public sealed class IndexRowTests
{
    private static readonly DateTimeOffset Written = new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero)
        .AddTicks(6_789_012);
    private static readonly FileSystemEntry File = new(
        "s1.json", FileSystemEntryKind.File, 345, Written, ulong.MaxValue);

    // What a list of the reference says beyond the document: from the messages, or from memory.
    private static readonly string[] NotInDocuments = ["last_message_at", "cache_hit_percent", "user_message_count"];

    [Theory]
    [InlineData("clean-small")]
    [InlineData("unicode-content")]
    [InlineData("intentional-shrink")]
    [InlineData("manual-compress")]
    public void Write_DocumentOfTheReference_HasItsColumnsInItsOrder(string scenario)
    {
        var directory = Path.Combine(AppContext.BaseDirectory, "Fixtures", "hermes", scenario, "sessions");
        using var index = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(directory, "_index.json")));
        foreach (var expected in index.RootElement.EnumerateArray())
        {
            var id = SessionId.Parse(expected.GetProperty("session_id").GetString()!);
            var read = new DocumentReader(new PhysicalFileSystem(), new HermesDocumentReader(), 1 << 20)
                .ReadHead(Path.Combine(directory, $"{id}.json"), id);

            var head = read.Head! with { Revision = SessionHead.ForeignRevision };

            using var row = JsonDocument.Parse(Row(head, File));

            var columns = row.RootElement.EnumerateObject()
                .TakeWhile(member => member.Name is not ("untitled" or "life")).ToList();
            Assert.Equal(
                expected.EnumerateObject().Select(member => member.Name), columns.Select(member => member.Name));
            foreach (var column in columns.Where(column => !NotInDocuments.Contains(column.Name)))
            {
                Assert.True(JsonElement.DeepEquals(expected.GetProperty(column.Name), column.Value),
                    $"{id}.{column.Name}: {column.Value}");
            }

            AssertWrittenAgain(Row(head, File));
        }
    }

    [Fact]
    public void Write_Worktree_HasItsColumnsWhereTheReferenceHasThem()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "hermes", "database-missing-sidecars", "after",
            "files", "sessions", "_index.json");
        using var index = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        var longest = index.RootElement.EnumerateArray()
            .Select(row => row.EnumerateObject().Select(member => member.Name).ToList()).MaxBy(names => names.Count)!;
        var head = Head("\"parent_session_id\":\"p\",\"worktree_path\":\"/w\",\"title\":\"t\"");

        using var row = JsonDocument.Parse(Row(head, File));

        Assert.Equal(
            longest, row.RootElement.EnumerateObject().Select(member => member.Name).TakeWhile(name => name != "life"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"title\":null")]
    [InlineData("\"title\":\"Untitled\",\"created_at\":17,\"updated_at\":1735787045.1234567")]
    [InlineData("\"title\":\"a \\\"life\\\":\\\"x\\\" "
        + "b\",\"workspace\":\"/w\",\"model\":\"m\",\"model_provider\":\"p\",\"profile\":\"q\",\"project_id\":\"r\",\"pinned\":true,\"archived\":true")]
    [InlineData("\"worktree_path\":\"/w\",\"parent_session_id\":\"p.1\",\"created_at\":\"x\",\"updated_at\":[1]")]
    public void ToHead_AnyDocument_ShowsWhatTheDocumentShows(string members)
    {
        var head = Head(members);

        Assert.True(TryRead(Row(head, File), out var row));

        Assert.Equal(head.ToMetadata(), row.ToHead(SomeDocument.Id).ToMetadata());
        Assert.Equal((head.CreatedAt, head.UpdatedAt, head.Revision, SomeDocument.Life),
            (row.CreatedAt, row.UpdatedAt, row.Revision, row.Life));
        AssertWrittenAgain(Row(head, File));
    }

    [Fact]
    public void ToHead_Properties_AreKeptTokenForToken()
    {
        const string properties = """{"life":"x","a":1e400,",\"life\":":null,"b":[{"revision":99}]}""";

        Assert.True(TryRead(Row(Head($"\"properties\":{properties}"), File), out var row));

        Assert.Equal(properties, SomeDocument.Text(row.ToHead(SomeDocument.Id).Members.Find("properties")!.Value));
        Assert.Equal((SomeDocument.Life, 7), (row.Life, row.Revision));
        Assert.True(row.Matches(File));
    }

    [Fact]
    public void Matches_AnotherFile_DoesNot()
    {
        Assert.True(TryRead(Row(SomeDocument.Head, File), out var row));

        Assert.True(row.Matches(File));
        Assert.False(row.Matches(File with { Length = 346 }));
        Assert.False(row.Matches(File with { LastWriteTime = Written.AddTicks(1) }));
        Assert.False(row.Matches(File with { FileId = 0 }));
        Assert.False(row.Matches(File with { Kind = FileSystemEntryKind.Other }));
        Assert.False(default(IndexRow).Matches(default));
    }

    [Theory]
    [InlineData("\"pending_user_message\":\"well\"")]
    [InlineData("\"active_stream_id\":\"x\"")]
    public void Write_TurnOfAnotherProgramThatMayBeOpen_NamesNoFile(string members)
    {
        Assert.True(TryRead(Row(Head(members), File), out var row));

        Assert.False(row.Matches(File));
    }

    [Fact]
    public void Write_OpenTurn_NamesNoFile()
    {
        Assert.True(TryRead(
            Row(SomeDocument.Head with { OpenTurn = new(TurnId.Parse("t"), null, Written) }, File), out var row));

        Assert.False(row.Matches(File));
    }

    [Fact]
    public void Write_PendingPrompt_CountsAsAMessageForOthers()
    {
        using var row = JsonDocument.Parse(
            Row(Head("\"pending_user_message\":\"well\",\"pending_started_at\":5.5") with { MessageCount = 0 }, File));

        Assert.Equal(1, row.RootElement.GetProperty("message_count").GetInt32());
        Assert.True(row.RootElement.GetProperty("has_pending_user_message").GetBoolean());
        Assert.Equal(5.5, row.RootElement.GetProperty("last_message_at").GetDouble());
    }

    [Fact]
    public void Write_ValueOnManyLines_TakesOne()
    {
        var head = SomeDocument.Head.WithMembers(
            MemberList.Empty.With("composer_draft", SomeDocument.Utf8("{\n  \"text\": \"a\",\r\n \"n\": NaN\n}")));

        var row = Row(head, File);

        Assert.DoesNotContain((byte)'\n', row);
        Assert.Equal("""{"text":"a","n":null}""",
            JsonDocument.Parse(row).RootElement.GetProperty("composer_draft").GetRawText());
    }

    [Fact]
    public void TryRead_AnyFlippedBit_IsRefused()
    {
        var row = Row(Head("\"title\":\"Kyoto\""), File);
        for (var bit = 0; bit < row.Length * 8; bit++)
        {
            row[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(TryRead(row, out _), $"bit {bit}");
            row[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(TryRead(row, out _));
    }

    private static SessionHead Head(string members)
    {
        var list = MemberList.Empty;
        var each = JsonMembers.WithoutBraces(Encoding.UTF8.GetBytes(members));
        while (each.MoveNext()) list = list.With(Encoding.UTF8.GetString(each.Name), each.Value.ToArray());
        return SomeDocument.Head with { Members = list, MessageCount = 3 };
    }

    // What is kept of a row in memory is enough to write it again, byte for byte, and no more than is needed for that.
    private static void AssertWrittenAgain(byte[] line)
    {
        Assert.True(IndexRow.TryRead(line, new(), out var id, out var row));

        var buffer = new ArrayBufferWriter<byte>();
        IndexRowWriter.Write(buffer, row.ToHead(id), row.Life, row.File);
        Assert.Equal(Encoding.UTF8.GetString(line), Encoding.UTF8.GetString(buffer.WrittenSpan[..^1]));
        Assert.True(row.IsOf(line));
    }

    private static byte[] Row(SessionHead head, FileSystemEntry file)
    {
        var buffer = new ArrayBufferWriter<byte>();
        IndexRowWriter.Write(buffer, head, head.Life, DocumentStamp.Of(file, head.Revision, isForeign: false));
        return [.. buffer.WrittenSpan[..^1]];
    }

    private static bool TryRead(byte[] line, out IndexRow row) => IndexRow.TryRead(line, new(), out _, out row);
}
