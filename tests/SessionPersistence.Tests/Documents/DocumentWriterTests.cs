using System.Text;
using SessionPersistence.Documents;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Documents;

public sealed class DocumentWriterTests
{
    private static readonly SessionHead Golden = new()
    {
        Id = SessionId.Parse("3f0c5a1d9b01"),
        Life = "9e3779b97f4a7c15",
        Revision = 42,
        OpenTurn = new(TurnId.Parse("20260511T001122Z-abcdef012345"), "stream-1",
            DateTimeOffset.UnixEpoch.AddTicks(17_784_582_821_234_567)),
        RecentTurns = [new(TurnId.Parse("t-1"), TurnOutcome.Completed),
            new(TurnId.Parse("t-2"), TurnOutcome.Interrupted)],
        Members = MemberList.Create(
        [
            ("zeta", Utf8("""{"kept":1.50}""")),
            ("context_messages", Utf8("[]")),
            ("updated_at", Utf8("1778458282.0")),
            ("created_at", Utf8("1778458280.5")),
            ("title", Utf8("\"Größe 📏\"")),
            ("properties", Utf8("""{"tenant":"t1"}""")),
            ("alpha", Utf8("null")),
            ("tool_calls", Utf8("[\n  {}\n]")),
        ]),
    };

    private static readonly ReadOnlyMemory<byte>[] GoldenMessages = SomeDocument.Messages(
        """{"role":"user","content":"hello\nworld","message_id":"m-1","turn_id":"t-1"}""",
        "{\n  \"role\": \"assistant\",\n  \"content\": \"NaN is kept in text\",\n  \"score\": NaN\n}",
        """{"role":"tool","content":"\ud83d","n":123456789012345678901234567890}""");

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    public void Extend_gives_what_a_whole_write_gives(int before, int added)
    {
        var messages = Enumerable.Range(0, before + added).Select(n => Utf8($$"""{"role":"user","content":"{{n}}"}"""))
            .ToArray();
        var first = DocumentWriter.Write(Golden, messages[..before]);
        var head = Golden with { Revision = 43, OpenTurn = null, Members = Golden.Members.With(
            "title", Utf8("\"another\"")).Where(MemberOrder.IsMetadata), IsPartial = true };

        var extended = DocumentWriter.Extend(head, first.Layout, first.Bytes.Span, messages[before..]);

        var whole = DocumentWriter.Write(
            head with { Members = Golden.Members.With("title", Utf8("\"another\"")), IsPartial = false }, messages);
        Assert.Equal(Encoding.UTF8.GetString(whole.Bytes.Span), Encoding.UTF8.GetString(extended.Bytes.Span));
        Assert.Equal(whole.Layout, extended.Layout);
    }

    [Fact]
    public void Write_gives_the_golden_file()
    {
        var expected = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "v1", "document.json"));

        var written = DocumentWriter.Write(Golden, GoldenMessages);

        Assert.Equal(Encoding.UTF8.GetString(expected), SomeDocument.Text(written.Bytes));
        Assert.Equal(expected, written.Bytes);
        Assert.Equal(Crc32C.Compute(expected), written.Crc);
    }

    [Fact]
    public void Golden_file_reads_as_it_was_written()
    {
        var file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "v1", "document.json"));

        var document = SomeDocument.Read(file, Golden.Id).Document!;

        Assert.Equal(DocumentOrigin.Own, document.Origin);
        Assert.Equal((Golden.Life, 42L, 3), (document.Head.Life, document.Head.Revision, document.Head.MessageCount));
        Assert.Equal(Golden.OpenTurn, document.Head.OpenTurn);
        Assert.Equal(Golden.RecentTurns.AsEnumerable(), document.Head.RecentTurns);
        Assert.Equal(file, DocumentWriter.Write(document.Head, document.Messages).Bytes);
    }

    [Fact]
    public void Write_is_strict_JSON_in_lines_of_valid_UTF8()
    {
        var bytes = DocumentWriter.Write(Golden, GoldenMessages).Bytes;

        Assert.True(JsonTokens.IsJson(bytes.Span));
        Assert.True(System.Text.Unicode.Utf8.IsValid(bytes.Span));
        Assert.DoesNotContain('\r', SomeDocument.Text(bytes));
        Assert.Equal(3, SomeDocument.Text(bytes).Split('\n')
            .Count(line => line.StartsWith("    {\"role\":", StringComparison.Ordinal)));
    }

    [Fact]
    public void Write_of_no_messages_is_short()
    {
        var text = SomeDocument.Text(DocumentWriter.Write(SomeDocument.Head, []).Bytes);

        Assert.Contains("\n  \"open_turn\": null,\n  \"recent_turns\": [],\n  \"messages\": [],\n  \"_crc\": \"", text,
            StringComparison.Ordinal);
        Assert.Equal(0, SomeDocument.Read(text).Document!.Head.MessageCount);
    }

    [Fact]
    public void Write_refuses_a_head_that_is_foreign_or_partial()
    {
        Assert.Throws<ArgumentException>(() => DocumentWriter.Write(SomeDocument.Head with { Life = null }, []));
        Assert.Throws<ArgumentException>(() => DocumentWriter.Write(SomeDocument.Head with { Life = "X" }, []));
        Assert.Throws<ArgumentException>(() => DocumentWriter.Write(SomeDocument.Head with { Revision = 0 }, []));
        Assert.Throws<ArgumentException>(() => DocumentWriter.Write(SomeDocument.Head with { IsPartial = true }, []));
    }

    [Fact]
    public void Write_never_repeats_a_reserved_member()
    {
        var head = SomeDocument.Head
            with { Members = MemberList.Create([("life", Utf8("1")), ("messages", Utf8("[1]")), ("_crc", Utf8("1"))]) };

        Assert.Equal(DocumentWriter.Write(SomeDocument.Head, []).Bytes.ToArray(),
            DocumentWriter.Write(head, []).Bytes.ToArray());
    }

    [Fact]
    public void Write_survives_names_that_need_escapes()
    {
        var head = SomeDocument.Head
            with { Members = MemberList.Create([("a\"\n", Utf8("1")), ("\ud83d", Utf8("2")), ("\ude00", Utf8("3"))]) };

        var read = SomeDocument.Read(DocumentWriter.Write(head, []).Bytes.ToArray()).Document!;

        Assert.Equal(["a\"\n", "\ud83d", "\ude00"],
            read.Head.Members.Select<(string Name, ReadOnlyMemory<byte>), string>(m => m.Name));
    }

    [Fact]
    public void Write_allocates_one_buffer_for_any_number_of_messages()
    {
        var messages = Enumerable.Repeat(Utf8($$"""{"role":"user","content":"{{new string('x', 200)}}"}"""), 10_000)
            .ToArray();
        DocumentWriter.Write(SomeDocument.Head, messages);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var written = DocumentWriter.Write(SomeDocument.Head, messages);

        Assert.InRange(
            GC.GetAllocatedBytesForCurrentThread() - before, written.Bytes.Length, (long)(written.Bytes.Length * 1.1));
    }

    private static ReadOnlyMemory<byte> Utf8(string text) => SomeDocument.Utf8(text);
}
