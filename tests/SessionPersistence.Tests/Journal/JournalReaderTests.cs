using System.Text;
using SessionPersistence.Journal;

namespace SessionPersistence.Tests.Journal;

public sealed class JournalReaderTests
{
    [Fact]
    public void Read_Shard_GivesItsRecordsWhereTheyStand()
    {
        var shard = SomeShard.Read(SomeShard.Header, SomeShard.Record(2, 1), SomeShard.Record(3, 2));

        Assert.Equal([2L, 3L], Numbers(shard));
        Assert.Equal(SomeShard.Header.Length, shard.Lines[0].Offset);
        Assert.Equal(2, shard.HighestFlushed);
        Assert.False(shard.HasFooter);
        Assert.Empty(shard.Missing);
        Assert.Empty(shard.Damage);
    }

    [Fact]
    public void Read_Footer_VouchesForEveryLine()
    {
        var shard = SomeShard.Read(SomeShard.Header, SomeShard.Record(2, 1), SomeShard.Footer(2));

        Assert.True(shard.HasFooter);
        Assert.Equal(3, shard.HighestFlushed);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    public void Read_BlankSectors_UsesTheLinesAroundThem(byte fill)
    {
        var sector = Enumerable.Repeat(fill, 512).ToArray();

        var shard = SomeShard.Read(SomeShard.Header, sector, "\n"u8.ToArray(), SomeShard.Record(3, 2), sector);

        Assert.Equal([3L], Numbers(shard));
        Assert.Equal([2L], shard.Missing);
        Assert.True(shard.LostFlushedRecords);
        Assert.Equal(2, shard.Damage.Count);
    }

    [Fact]
    public void Read_LineFeedsWhereARecordWas_MissesItsNumber()
    {
        var lost = Enumerable.Repeat((byte)'\n', 512).ToArray();

        var shard = SomeShard.Read(SomeShard.Header, lost, SomeShard.Record(3, 2), lost);

        Assert.Equal([2L], shard.Missing);
        Assert.True(shard.LostFlushedRecords);
        Assert.Empty(shard.Damage);
    }

    [Fact]
    public void Read_DuplicatedBlock_GivesEachRecordOnce()
    {
        var block = (byte[])[.. SomeShard.Record(2, 1), .. SomeShard.Record(3, 2)];

        var shard = SomeShard.Read(SomeShard.Header, block, block, SomeShard.Record(4, 3), block);

        Assert.Equal([2L, 3L, 4L], Numbers(shard));
        Assert.Empty(shard.Damage);
    }

    [Fact]
    public void Read_BlocksInAnotherOrder_SortsByNumber()
    {
        var shard = SomeShard.Read(SomeShard.Record(3, 2), SomeShard.Header, SomeShard.Record(2, 1));

        Assert.Equal([2L, 3L], Numbers(shard));
        Assert.Empty(shard.Missing);
    }

    [Fact]
    public void Read_ForeignTail_IsDamageAndNothingIsMissing()
    {
        var shard = SomeShard.Read(
            SomeShard.Header, SomeShard.Record(2, 1), "not of this file\n{\"n\":3}\n"u8.ToArray());

        Assert.Equal([2L], Numbers(shard));
        Assert.Equal(2, shard.Damage.Count);
        Assert.All(shard.Damage, damage => Assert.Equal(2, damage.NumberBefore));
        Assert.False(shard.LostFlushedRecords);
    }

    [Fact]
    public void Read_LinesOfAnotherShard_AreDamage()
    {
        var foreign = SomeShard.Sealed("{\"version\":1,\"n\":3,\"f\":2,\"event\":\"appended\"", new(2, "0123456789ab"));

        var shard = SomeShard.Read(SomeShard.Header, SomeShard.Record(2, 1), foreign);

        Assert.Equal([2L], Numbers(shard));
        Assert.True(Assert.Single(shard.Damage).HasSeal);
    }

    [Fact]
    public void Read_ByteOrderMark_IsNoDamage()
    {
        var shard = SomeShard.Read("\uFEFF"u8.ToArray(), SomeShard.Header, SomeShard.Record(2, 1));

        Assert.Empty(shard.Missing);
        Assert.Empty(shard.Damage);
    }

    [Fact]
    public void Read_CarriageReturns_AreNoDamage()
    {
        var text = Encoding.UTF8.GetString([.. SomeShard.Header, .. SomeShard.Record(2, 1), (byte)'\n'])
            .ReplaceLineEndings("\r\n");

        var shard = SomeShard.Read(Encoding.UTF8.GetBytes(text));

        Assert.Equal([2L], Numbers(shard));
        Assert.Empty(shard.Damage);
    }

    [Fact]
    public void Read_LastLineFeedIsMissing_UsesTheLine() =>
        Assert.Equal([2L], Numbers(SomeShard.Read(SomeShard.Header, SomeShard.Record(2, 1)[..^1])));

    [Fact]
    public void Read_HugeLine_UsesIt()
    {
        var shard = SomeShard.Read(
            SomeShard.Header, SomeShard.Record(2, 1, textLength: 20 << 20), SomeShard.Record(3, 2));

        Assert.Equal([2L, 3L], Numbers(shard));
    }

    [Fact]
    public void Read_GapAboveWhatWasFlushed_LostNothing()
    {
        var shard = SomeShard.Read(SomeShard.Header, SomeShard.Record(2, 1), SomeShard.Record(5, 2));

        Assert.Equal([3L, 4L], shard.Missing);
        Assert.False(shard.LostFlushedRecords);
    }

    [Fact]
    public void Read_NumberFromNowhere_IsNotCountedForEver()
    {
        var shard = SomeShard.Read(SomeShard.Header, SomeShard.Record(long.MaxValue, 1));

        Assert.Equal([long.MaxValue], Numbers(shard));
        Assert.NotEmpty(shard.Missing);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"n\"")]
    [InlineData("{\"n\":\"2\",\"f\":null")]
    [InlineData("{\"n\":2,\"f\":1,\"event\":7")]
    [InlineData(
        "{\"n\":2,\"f\":1,\"event\":\"of a later version\",\"session_id\":\"s\",\"life\":\"l\",\"created_at\":1")]
    [InlineData("{\"n\":2,\"f\":1,\"event\":\"appended\",\"session_id\":\"../s\",\"life\":\"l\",\"created_at\":1")]
    [InlineData("{\"n\":2,\"f\":1,\"event\":\"app\\ud800\",\"session_id\":\"\\u0000\",\"life\":\"l\",\"created_at\":1")]
    [InlineData("{\"n\":2,\"f\":1,\"event\":\"appended\",\"session_id\":\"s\"")]
    public void Read_SealedRubbish_IsPassedOver(string openObject)
    {
        var shard = SomeShard.Read(SomeShard.Header, SomeShard.Sealed(openObject), SomeShard.Record(3, 2));

        Assert.Equal([3L], Numbers(shard));
    }

    [Fact]
    public void Read_Empty_IsNothing()
    {
        var shard = SomeShard.Read([]);

        Assert.Empty(shard.Lines);
        Assert.False(shard.MustBeKept);
    }

    [Fact]
    public void Read_NoLineVerifies_MustBeKept()
    {
        var shard = SomeShard.Read(SomeShard.Sealed("{\"n\":1", new(2, "0123456789ab")));

        Assert.True(shard.IsUnrecognised);
        Assert.True(shard.MustBeKept);
    }

    [Fact]
    public void Read_TornHeader_NeedNotBeKept() => Assert.False(SomeShard.Read(SomeShard.Header[..^10]).MustBeKept);

    [Fact]
    public void Read_NewerFormat_Throws() =>
        Assert.Throws<UnsupportedFormatException>(
            () => SomeShard.Read(SomeShard.Sealed("{\"version\":1,\"n\":1,\"f\":0,\"event\":\"shard\",\"format\":2")));

    private static IEnumerable<long> Numbers(ShardContent shard) => shard.Lines.Select(line => line.Number);
}
