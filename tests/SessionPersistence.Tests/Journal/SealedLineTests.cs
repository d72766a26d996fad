using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using SessionPersistence.Journal;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Journal;

public sealed class SealedLineTests
{
    private static readonly uint LedgerSeed = SealedLine.Seed("ledger");

    public static TheoryData<string> Contents =>
        ["{\"n\":1", "{\"version\":1,\"n\":12,\"f\":11,\"event\":\"partial\",\"text\":\"žluťoučký 😀 \\\" \\ud800\"",
            "{\"text\":\"" + new string('x', 5000) + "\""];

    [Fact]
    public void Seal_WorkedExample_IsTheOneInTheDocumentation() =>
        Assert.Equal("{\"n\":1,\"crc\":\"1be21ed7\"}\n", Seal("{\"n\":1"));

    [Theory]
    [MemberData(nameof(Contents))]
    public void Seal_Line_CarriesTheChecksumOfWhatStandsBefore(string content)
    {
        var expected = Crc(Encoding.UTF8.GetBytes(content), Crc("ledger"u8, 0))
            .ToString("x8", CultureInfo.InvariantCulture);

        Assert.Equal($"{content},\"crc\":\"{expected}\"}}\n", Seal(content));
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public void Seal_Line_IsJson(string content) =>
        Assert.True(JsonTokens.IsJson(Encoding.UTF8.GetBytes(Seal(content))));

    [Fact]
    public void Seal_SecondLineOfABuffer_DoesNotDependOnTheFirst()
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write("rubbish"u8);
        var start = buffer.WrittenCount;
        buffer.Write("{\"n\":1"u8);

        SealedLine.Seal(buffer, buffer.WrittenSpan[start..], LedgerSeed);

        Assert.Equal(Seal("{\"n\":1"), Encoding.UTF8.GetString(buffer.WrittenSpan[start..]));
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public void Verify_SealedLine_Accepts(string content) => Assert.True(SealedLine.Verify(Line(content), LedgerSeed));

    [Theory]
    [MemberData(nameof(Contents))]
    public void Verify_AnyBitFlipped_Rejects(string content)
    {
        var line = Line(content);
        for (var bit = 0; bit < line.Length * 8; bit++)
        {
            line[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(SealedLine.Verify(line, LedgerSeed), $"bit {bit}");
            line[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public void Verify_CutAnywhere_Rejects(string content)
    {
        var line = Line(content);
        for (var length = 0; length < line.Length; length++)
        {
            Assert.False(SealedLine.Verify(line.AsSpan(0, length), LedgerSeed), $"first {length}");
            Assert.False(SealedLine.Verify(line.AsSpan(line.Length - length), LedgerSeed), $"last {length}");
        }
    }

    [Fact]
    public void Verify_SeedOfAnotherFile_Rejects() =>
        Assert.False(SealedLine.Verify(Line("{\"n\":1"), SealedLine.Seed("00000001-0123456789ab")));

    [Fact]
    public void Verify_UpperCaseChecksum_Rejects() =>
        Assert.False(SealedLine.Verify("{\"n\":1,\"crc\":\"1BE21ED7\"}"u8, LedgerSeed));

    [Fact]
    public void Content_SealedLine_IsWhatWasSealed() =>
        Assert.Equal("{\"n\":1", Encoding.UTF8.GetString(SealedLine.Content(Line("{\"n\":1")).Span));

    private static byte[] Line(string content) => Encoding.UTF8.GetBytes(Seal(content).TrimEnd('\n'));

    private static string Seal(string content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(Encoding.UTF8.GetBytes(content));
        SealedLine.Seal(buffer, buffer.WrittenSpan, LedgerSeed);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes, uint seed)
    {
        var crc = ~seed;
        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
