using System.Text;
using SessionPersistence.Hermes;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Hermes;

public sealed class HermesShardTests
{
    private const string Whole = """{"event":"submitted","turn_id":"t-2","content":"whole"}""";

    [Fact]
    public void Members_are_read_and_raw_tokens_kept()
    {
        var read = JournalFolder.ReadShard("""
            {"event":"interrupted","content":1,"turn_id":" t-1 ","stream_id":"st","role":"user","content":[{"type":"text"}],"attachments":[ ],"created_at":1765000000.50}
            {"event":5,"turn_id":7,"stream_id":null,"role":{}}
            """);

        var first = read.Events[0];
        Assert.Equal(("interrupted", "t-1", "st", "user", true),
            (first.Event, first.TurnId, first.StreamId, first.Role, first.IsTerminal));
        Assert.Equal(("[{\"type\":\"text\"}]", "[ ]", "1765000000.50"),
            (Text(first.Content), Text(first.Attachments), Text(first.RawCreatedAt)));
        Assert.Equal(
            (1765000000.5, "s1~1.jsonl", 1, 0L), (first.CreatedAt, first.Shard, first.LineNumber, first.Offset));

        var second = read.Events[1];
        Assert.Equal((null, "7", null, null, false),
            (second.Event, second.TurnId, second.StreamId, second.Role, second.IsTerminal));
        Assert.Equal((true, true, true, 0d),
            (second.Content.IsEmpty, second.Attachments.IsEmpty, second.RawCreatedAt.IsEmpty, second.CreatedAt));
        Assert.Equal((2, (long)first.Raw.Length + 1), (second.LineNumber, second.Offset));
    }

    [Fact]
    public void Blank_lines_are_skipped_and_counted_and_CRLF_ends_a_line()
    {
        var read = JournalFolder.ReadShard(
            $"\uFEFF{Whole}\r\n\r\n \t \n\n%%\r\n  {Whole}  \r\n[1,2]\nnull\n42\n{Whole}");

        Assert.Equal([1, 6, 10], read.Events.Select(e => e.LineNumber));
        Assert.Equal(
            [(5, "%%"), (7, "[1,2]"), (8, "null"), (9, "42")], read.Malformed.Select(m => (m.LineNumber, m.RawText)));
        Assert.All(read.Events, e => Assert.Equal(Whole, Text(e.Raw)));
    }

    [Fact]
    public void Non_finite_numbers_are_taken() =>
        Assert.Equal("[-Infinity,NaN]", Text(Assert.Single(JournalFolder.ReadShard(
            """{"event":"submitted","x":Infinity,"content":[-Infinity,NaN]}""").Events).Content));

    // WEAKNESSES.md, W-15: text with other line separators is split at them, and its events are lost.
    [Theory]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    [InlineData('\u0085')]
    public void W15_only_a_line_feed_ends_a_line(char separator)
    {
        var read = JournalFolder.ReadShard($$"""{"event":"submitted","content":"a{{separator}}b"}""" + "\n" + Whole);

        Assert.Empty(read.Malformed);
        Assert.Equal([$"\"a{separator}b\"", "\"whole\""], read.Events.Select(e => Text(e.Content)));
    }

    // WEAKNESSES.md, W-16: an event that was appended to a torn line is lost with it.
    [Theory]
    [InlineData("""{"event":"submitted","content":"torn""")]
    [InlineData("""{"event":"submitted","content":"torn\""")]
    [InlineData("""{"event":"submitted","content":""")]
    [InlineData("""{"event":"submitted","content":[{"event":"x"},""")]
    [InlineData("""{"event":"submitted","created_at":176""")]
    [InlineData("""{"event":"submitted","content":"caf\u00""")]
    [InlineData("""{"eve""")]
    [InlineData("{")]
    [InlineData("\0\0\0\0")]
    [InlineData("""{"event":"submitted","content":"one{"event":"submitted","content":"two""")]
    public void W16_a_torn_record_does_not_swallow_the_next(string torn)
    {
        var read = JournalFolder.ReadShard($"{torn}{Whole}\n{Whole}\n");

        Assert.Equal([(1, (long)torn.Length), (2, torn.Length + Whole.Length + 1L)],
            read.Events.Select(e => (e.LineNumber, e.Offset)));
        Assert.All(read.Events, e => Assert.Equal("t-2", e.TurnId));
        Assert.Equal((1, 0L, torn), Single(read));
    }

    [Fact]
    public void W16_records_without_a_line_feed_between_them_are_all_read()
    {
        var read = JournalFolder.ReadShard($"{Whole}{Whole}{Whole[..9]}");

        Assert.Equal([0L, Whole.Length], read.Events.Select(e => e.Offset));
        Assert.Equal((1, 2L * Whole.Length, Whole[..9]), Single(read));
    }

    // What stands inside of a torn record is not a record.
    [Theory]
    [InlineData("""{"event":"submitted","attachments":[{"event":"completed","turn_id":"t-1"}],"conte""")]
    [InlineData("""{"event":"submitted","attachments":[{"event":"completed","turn_id":"t-1"},""")]
    [InlineData("""{"event":"submitted","attachments":[{"session_id":"s1"}""")]
    [InlineData("""{"event":"submitted","content":"say {\"event\":\"completed\",\"turn_id\":\"t-1\"}""")]
    public void Objects_inside_of_a_torn_record_are_not_read(string torn)
    {
        Assert.Equal((1, 0L, torn), Single(JournalFolder.ReadShard(torn)));
        Assert.Empty(JournalFolder.ReadShard(torn).Events);
    }

    // WEAKNESSES.md, W-17: one torn character makes the journal and the whole audit fail.
    [Fact]
    public void W17_a_torn_character_costs_its_own_line_only()
    {
        byte[] torn = [.. """{"event":"submitted","content":"caf"""u8, 0xC3];
        byte[] closed = [.. torn, .. "\"}"u8];

        var read = JournalFolder.ReadShard([.. closed, (byte)'\n', .. Encoding.UTF8.GetBytes(Whole), (byte)'\n',
            .. torn, .. Encoding.UTF8.GetBytes(Whole), (byte)'\n', .. torn]);

        Assert.Equal([2, 3], read.Events.Select(e => e.LineNumber));
        Assert.Equal([1, 3, 4], read.Malformed.Select(m => m.LineNumber));
        Assert.Equal("""{"event":"submitted","content":"caf""" + "\uFFFD\"}", read.Malformed[0].RawText);
    }

    // WEAKNESSES.md, W-20: a time that is no number stops the derivation of all states.
    [Theory]
    [InlineData("""{"a":1}""", 0d)]
    [InlineData("\"soon\"", 0d)]
    [InlineData("null", 0d)]
    [InlineData("true", 0d)]
    [InlineData("NaN", 0d)]
    [InlineData("-Infinity", 0d)]
    [InlineData("\"NaN\"", 0d)]
    [InlineData("1e999", 0d)]
    [InlineData("1765000000", 1765000000d)]
    [InlineData("\"1765000000.5\"", 1765000000.5)]
    public void W20_any_created_at_is_read_and_kept_as_written(string token, double seconds)
    {
        var single = Assert.Single(
            JournalFolder.ReadShard($$"""{"event":"submitted","turn_id":"t-1","created_at":{{token}}}""").Events);

        Assert.Equal((token, seconds), (Text(single.RawCreatedAt), single.CreatedAt));
        Assert.Equal("t-1", Assert.Single(HermesTurns.Fold([single])).TurnId);
    }

    private static (int LineNumber, long Offset, string RawText) Single(HermesJournalContent read) =>
        Assert.Single(read.Malformed.Select(m => (m.LineNumber, m.Offset, m.RawText)));

    private static string Text(ReadOnlyMemory<byte> utf8) => SomeDocument.Text(utf8);
}
