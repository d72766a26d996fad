using System.Text;
using SessionPersistence.Documents;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Documents;

public sealed class DocumentReaderTests
{
    [Fact]
    public void ReadWritten_TheSameBytes_ReturnsThem()
    {
        var written = DocumentWriter.Write(SomeDocument.Head, SomeDocument.Messages("{}"));

        Assert.Equal(written.Bytes.ToArray(), ReadWritten(written.Bytes.ToArray(), written.Layout));
    }

    [Fact]
    public void ReadWritten_OtherBytesOrNone_ReturnsNothing()
    {
        var written = DocumentWriter.Write(SomeDocument.Head, SomeDocument.Messages("{}"));
        var flipped = written.Bytes.ToArray();
        flipped[^40] ^= 1;

        Assert.Null(ReadWritten(flipped, written.Layout));
        Assert.Null(ReadWritten([.. written.Bytes.Span, (byte)'\n'], written.Layout));
        Assert.Null(SomeDocument.Reader(new()).ReadWritten(SomeDocument.Path, written.Layout));
    }

    private static byte[]? ReadWritten(byte[] file, DocumentLayout layout) =>
        SomeDocument.Reader(new() { [SomeDocument.Path] = file }).ReadWritten(SomeDocument.Path, layout);

    private static readonly byte[] Own = DocumentWriter.Write(
        SomeDocument.Head with { Members =
            MemberList.Create([("title", SomeDocument.Utf8("\"é😀\"")), ("extra", SomeDocument.Utf8("1"))]) },
        SomeDocument.Messages("""{"role":"user","content":"hé"}""", """{"role":"assistant","content":"ho"}""")).Bytes
            .ToArray();

    [Fact]
    public void Read_of_a_document_of_ours_gives_it_back()
    {
        var document = SomeDocument.Read(Own).Document!;

        Assert.Equal(DocumentOrigin.Own, document.Origin);
        Assert.Equal(
            (SomeDocument.Life, 7L, 2), (document.Head.Life, document.Head.Revision, document.Head.MessageCount));
        Assert.Equal("""{"role":"assistant","content":"ho"}""", SomeDocument.Text(document.Messages[1]));
        Assert.Equal(
            ["title", "extra"], document.Head.Members.Select<(string Name, ReadOnlyMemory<byte>), string>(m => m.Name));
        Assert.Equal(
            (Crc32C.Compute(Own), (long)Own.Length, false), (document.Crc, document.Length, document.CrcMismatch));
        Assert.Null(document.Head.ForeignSessionId);
        Assert.False(document.Head.IsPartial);
        Assert.Same(document.Messages, document.CompactMessages());
    }

    [Fact]
    public void Read_of_a_document_that_is_cut_anywhere_is_damaged()
    {
        for (var length = 0; length < Own.Length - 1; length++)
        {
            var fault = SomeDocument.Read(Own[..length]).Fault;
            Assert.True(fault?.Kind == DocumentFaultKind.Damaged, $"cut at {length}");
            Assert.InRange(fault!.Offset!.Value, 0, length);
        }
    }

    [Fact]
    public void Read_of_a_document_without_its_last_line_feed_is_foreign()
    {
        var document = SomeDocument.Read(Own[..^1]).Document!;

        Assert.Equal((DocumentOrigin.Foreign, null, 0L), (document.Origin, document.Head.Life, document.Head.Revision));
        Assert.True(document.CrcMismatch);
    }

    [Fact]
    public void Read_with_any_bit_flipped_is_never_our_document()
    {
        for (var i = 0; i < Own.Length * 8; i++)
        {
            var changed = Own.ToArray();
            changed[i / 8] ^= (byte)(1 << (i % 8));

            Assert.False(Attempt(changed)?.Document is { Origin: DocumentOrigin.Own }, $"bit {i}");
        }
    }

    [Fact]
    public void Read_of_an_edited_document_is_foreign_and_keeps_its_turns()
    {
        var head = SomeDocument.Head with { OpenTurn = new(TurnId.Parse("t2"), null, DateTimeOffset.UnixEpoch),
            RecentTurns = [new(TurnId.Parse("t1"), TurnOutcome.Completed)] };
        var text = SomeDocument.Text(DocumentWriter.Write(head, SomeDocument.Messages("""{"content":"typo"}""")).Bytes);

        var document = SomeDocument.Read(text.Replace("typo", "fixed", StringComparison.Ordinal)).Document!;

        Assert.Equal(DocumentOrigin.Foreign, document.Origin);
        Assert.True(document.CrcMismatch);
        Assert.Equal("""{"content":"fixed"}""", SomeDocument.Text(document.Messages[0]));
        Assert.Equal(head.OpenTurn, document.Head.OpenTurn);
        Assert.Equal(head.RecentTurns.AsEnumerable(), document.Head.RecentTurns);
    }

    [Theory]
    [InlineData("\"life\": \"0123456789abcdef\"", "\"life\": \"0123456789ABCDEF\"")]
    [InlineData("\"life\": \"0123456789abcdef\"", "\"life\": null")]
    [InlineData("\"format\": 1", "\"format\": 0")]
    [InlineData("\"format\": 1", "\"format\": \"1\"")]
    [InlineData("\"revision\": 7", "\"revision\": 0")]
    [InlineData("\"revision\": 7", "\"revision\": 7.5")]
    [InlineData("\"session_id\": \"s1\"", "\"id\": \"s1\"")]
    public void Read_of_a_right_checksum_under_a_wrong_head_is_foreign(string old, string now)
    {
        var document = SomeDocument.Read(Resealed(old, now)).Document!;

        Assert.Equal(
            (DocumentOrigin.Foreign, null, false), (document.Origin, document.Head.Life, document.CrcMismatch));
    }

    [Fact]
    public void Read_and_ReadHead_of_a_newer_format_refuse_it()
    {
        var newer = Resealed("\"format\": 1", "\"format\": 2");

        Assert.Equal(2, Assert.Throws<UnsupportedFormatException>(() => SomeDocument.Read(newer)).Format);
        Assert.Equal("s1.json", Assert.Throws<UnsupportedFormatException>(() => SomeDocument.ReadHead(newer)).Path);
        Assert.True(SomeDocument.Read("""{"session_id":"s1","format":2,"messages":[]}""").Succeeded);
    }

    [Fact]
    public void Read_tells_a_session_id_that_is_not_the_name_of_the_file()
    {
        Assert.Equal("s2", SomeDocument.Read("""{"session_id":"s2","messages":[]}""").Document!.Head.ForeignSessionId);
        Assert.Equal("17", SomeDocument.Read("""{"session_id":17,"messages":[]}""").Document!.Head.ForeignSessionId);
        Assert.Equal("s1", SomeDocument.Read(Own, SessionId.Parse("other")).Document!.Head.ForeignSessionId);
        Assert.Equal("other", SomeDocument.Read(Own, SessionId.Parse("other")).Document!.Head.Id.Value);
    }

    [Theory]
    [InlineData("""{"session_id":"s1"}""")]
    [InlineData("""{"session_id":"s1","messages":null}""")]
    [InlineData("""{"session_id":"s1","messages":[]}""")]
    [InlineData("""{"session_id":"s1","messages":[1],"messages":[]}""")]
    public void Read_of_a_session_without_messages_has_none(string text)
    {
        var document = SomeDocument.Read(text).Document!;

        Assert.Equal(
            (0, 0, DocumentOrigin.Foreign), (document.Head.MessageCount, document.Messages.Count, document.Origin));
    }

    [Theory]
    [InlineData("17")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("NaN")]
    [InlineData("{}")]
    [InlineData("""{"theme":"dark"}""")]
    [InlineData("""{"messages":[{"role":"user"}]}""")]
    [InlineData("""{"messages":5}""")]
    [InlineData("""{"id":"x"}""")]
    public void Read_of_other_JSON_is_a_foreign_file(string text)
    {
        Assert.Equal(DocumentFaultKind.ForeignFile, SomeDocument.Read(text).Fault!.Kind);
        Assert.Equal(DocumentFaultKind.ForeignFile, SomeDocument.ReadHead(text).Fault!.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("\0\0\0\0")]
    [InlineData("nonsense")]
    [InlineData("""{"session_id":"s1","messages":[]}{}""")]
    [InlineData("""{"session_id":"s1","messages":5}""")]
    [InlineData("""{"session_id":"s1","messages":{"a":1}}""")]
    [InlineData("""{"session_id":"s1","messages":"[]"}""")]
    [InlineData("""{"session_id":"s1","messages":[1,]}""")]
    public void Read_of_what_is_no_document_is_damaged(string text)
    {
        Assert.Equal(DocumentFaultKind.Damaged, SomeDocument.Read(text).Fault!.Kind);
        Assert.Equal(DocumentFaultKind.Damaged, SomeDocument.ReadHead(text).Fault!.Kind);
    }

    [Fact]
    public void Read_names_the_byte_that_is_not_UTF8()
    {
        byte[] file = [.. "{\"session_id\":\"s1\",\"messages\":[\"é"u8, 0xC3, .. "\"]}"u8];

        var fault = SomeDocument.Read(file).Fault!;

        Assert.Equal((DocumentFaultKind.Damaged, 34L), (fault.Kind, fault.Offset));
        Assert.Contains("UTF-8", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_keeps_items_that_are_not_objects()
    {
        var document = SomeDocument.Read("""{"session_id":"s1","messages":[1, null ,"x",[2],{}]}""").Document!;

        Assert.Equal(["1", "null", "\"x\"", "[2]", "{}"], document.Messages.Select(SomeDocument.Text));
        Assert.Equal(5, document.Head.MessageCount);
    }

    [Fact]
    public void Read_of_what_the_file_system_does_not_give_is_a_fault()
    {
        Assert.Equal(
            DocumentFaultKind.Missing, SomeDocument.Reader(new()).Read("store/none.json", SomeDocument.Id).Fault!.Kind);
        Assert.Equal(DocumentFaultKind.Missing,
            SomeDocument.Reader(new()).ReadHead("store/none.json", SomeDocument.Id).Fault!.Kind);

        foreach (var failure in new Exception[] { new IOException("bad sector"),
            new UnauthorizedAccessException("denied") })
        {
            foreach (var disk in new[] { new BytesFileSystem { OpenFailure = failure },
                new BytesFileSystem { ReadFailure = failure, [SomeDocument.Path] = Own } })
            {
                Assert.Equal(DocumentFaultKind.Unreadable,
                    SomeDocument.Reader(disk).Read(SomeDocument.Path, SomeDocument.Id).Fault!.Kind);
                Assert.Equal(failure.Message,
                    SomeDocument.Reader(disk).ReadHead(SomeDocument.Path, SomeDocument.Id).Fault!.Detail);
            }
        }
    }

    [Fact]
    public void Read_of_more_bytes_than_allowed_is_refused_unread()
    {
        var disk = new BytesFileSystem { [SomeDocument.Path] = Own };

        Assert.Equal(DocumentFaultKind.TooLarge,
            SomeDocument.Reader(disk, Own.Length - 1).Read(SomeDocument.Path, SomeDocument.Id).Fault!.Kind);
        Assert.Equal(0, disk.BytesRead);
        var start = SomeDocument.Reader(disk, Own.Length - 1).ReadHead(SomeDocument.Path, SomeDocument.Id);
        Assert.Equal((DocumentFaultKind.TooLarge, SomeDocument.Life, 2),
            (start.Fault!.Kind, start.Known!.Life, start.Known.MessageCount));
        Assert.True(SomeDocument.Reader(disk, Own.Length).Read(SomeDocument.Path, SomeDocument.Id).Succeeded);
    }

    [Fact]
    public void Read_of_random_bytes_gives_a_fault()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            Assert.False(SomeDocument.Read(bytes).Succeeded, $"seed {seed}");
            Assert.False(SomeDocument.ReadHead(bytes).Succeeded, $"seed {seed}");
        }
    }

    [Fact]
    public void Read_of_random_changes_is_a_document_or_a_fault()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var changed = Own.ToArray();
            for (var i = random.Next(1, 5); i > 0; i--) changed[random.Next(changed.Length)] = (byte)random.Next(256);

            var result = Attempt(changed);

            Assert.True(
                result?.Document is not { Origin: DocumentOrigin.Own } || changed.SequenceEqual(Own), $"seed {seed}");
            Assert.True(result is null || result.Succeeded || result.Fault.Detail.Length > 0, $"seed {seed}");
            _ = result?.Document?.Head.ToMetadata();
        }
    }

    [Fact]
    public void Read_allocates_per_message_no_more_than_its_slice()
    {
        var message = SomeDocument.Utf8($$"""{"role":"user","content":"{{new string('x', 200)}}","a":[{"b":1}]}""");
        var file = DocumentWriter.Write(SomeDocument.Head, Enumerable.Repeat(message, 10_000).ToArray()).Bytes
            .ToArray();
        SomeDocument.Read(file);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(10_000, SomeDocument.Read(file).Document!.Messages.Count);

        // The list grows by doubling: four slices of 16 bytes for each message, at most.
        Assert.InRange(
            GC.GetAllocatedBytesForCurrentThread() - before, file.Length, file.Length + (10_000 * 16 * 4) + 32_768);
    }

    // A change may hit the format number: that is the one exception that a reader throws.
    private static DocumentReadResult? Attempt(byte[] file)
    {
        try
        {
            _ = SomeDocument.ReadHead(file).Head?.ToMetadata();
            return SomeDocument.Read(file);
        }
        catch (UnsupportedFormatException)
        {
            return null;
        }
    }

    private static byte[] Resealed(string old, string now)
    {
        var body = Encoding.UTF8.GetString(Own.AsSpan(0, Own.Length - DocumentTrailer.Length))
            .Replace(old, now, StringComparison.Ordinal);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        JsonText.WriteText(buffer, body);
        DocumentTrailer.Write(buffer, Crc32C.Compute(buffer.WrittenSpan));
        return buffer.WrittenSpan.ToArray();
    }
}
