using System.Text;
using SessionPersistence.Hermes;

namespace SessionPersistence.Tests.Hermes;

/// <summary>Whatever the bytes are: reading ends, nothing is thrown, nothing is left out.</summary>
public sealed class HermesShardDamageTests
{
    private static readonly byte[] Appended = """{"event":"completed","turn_id":"t-9","terminal":true}"""u8.ToArray();

    private static readonly byte[] Journal = Encoding.UTF8.GetBytes(
        """{"event":"submitted","stream_id":"st","role":"user","content":"café 👩‍💻 \"{\\","attachments":[{"name":"a","size":-1.5e3}],"turn_id":"t-1","created_at":1765000000.25,"version":1,"session_id":"s1"}""" + "\n" +
        """{"event":"worker_started","turn_id":"t-1","created_at":NaN,"deep":[[{"a":[null,true]}]]}""" + "\r\n\n" +
        """{"event":"completed","turn_id":"t-1","created_at":1765000001,"terminal":true}""" + "\n");

    public static TheoryData<int> Cuts() => [.. Enumerable.Range(0, Journal.Length + 1)];

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Cut_anywhere_whole_lines_before_it_are_read(int cut)
    {
        var whole = JournalFolder.ReadShard(Journal).Events.Where(e => e.Offset + e.Raw.Length <= cut).Select(Key);

        var read = JournalFolder.ReadShard(Journal.AsSpan(0, cut));

        Assert.Equal(whole, read.Events.Select(Key));
        Assert.InRange(read.Malformed.Count, 0, 1);
        AssertNothingLeftOut(Journal[..cut], read, "cut");
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Cut_anywhere_what_is_appended_is_read(int cut)
    {
        byte[] bytes = [.. Journal.AsSpan(0, cut), .. Appended, (byte)'\n', .. Appended];

        var read = JournalFolder.ReadShard(bytes);

        Assert.Equal([cut, cut + Appended.Length + 1L], read.Events.TakeLast(2).Select(e => e.Offset));
        Assert.Equal(
            JournalFolder.ReadShard(Journal.AsSpan(0, cut)).Events.Select(Key), read.Events.SkipLast(2).Select(Key));
        AssertNothingLeftOut(bytes, read, "appended");
    }

    [Fact]
    public void Random_bytes_are_read_to_the_end()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var parts = new byte[][] { Journal, Appended, "{\"event\""u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(),
            "\""u8.ToArray(), "\n"u8.ToArray(), [0xC3], [0], "\r"u8.ToArray() };
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = new List<byte>();
            while (bytes.Count < 600)
            {
                var part = parts[random.Next(parts.Length)];
                var start = random.Next(2) == 0 ? 0 : random.Next(part.Length);
                bytes.AddRange(part[start..random.Next(start, part.Length + 1)]);
                if (random.Next(4) == 0) bytes.Add((byte)random.Next(256));
            }

            var read = JournalFolder.ReadShard(bytes.ToArray());

            AssertNothingLeftOut([.. bytes], read, $"seed {seed}, round {round}");
            HermesTurns.Fold(read.Events);
        }
    }

    [Fact]
    public void Lines_made_to_be_read_again_and_again_are_given_up()
    {
        var hostile = string.Concat(Enumerable.Repeat("{\"event\":", 200_000));

        var read = JournalFolder.ReadShard($"{hostile}\n{Encoding.UTF8.GetString(Appended)}");

        Assert.Equal(hostile.Length, Assert.Single(read.Malformed).Raw.Length);
        Assert.Equal(2, Assert.Single(read.Events).LineNumber);
    }

    [Fact]
    public void Huge_lines_are_read()
    {
        var content = new string('é', 8 << 20);

        var read = JournalFolder.ReadShard($$"""{"event":"submitted","content":"{{content}}"}""" + "\n"
            + $$"""{"event":"submitted","content":"{{content}}""");

        Assert.Equal((2 * content.Length) + 2, Assert.Single(read.Events).Content.Length);
        Assert.Equal(2, Assert.Single(read.Malformed).LineNumber);
    }

    private static (string? Event, long Offset, int Length) Key(HermesJournalEvent e) =>
        (e.Event, e.Offset, e.Raw.Length);

    private static void AssertNothingLeftOut(byte[] bytes, HermesJournalContent read, string what)
    {
        var rest = bytes.ToArray();
        foreach (var e in read.Events) Take(e.Offset, e.Raw);
        foreach (var m in read.Malformed) Take(m.Offset, m.Raw);

        Assert.True(
            rest.All(b => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\v' or (byte)'\f'), what);

        void Take(long offset, ReadOnlyMemory<byte> raw)
        {
            Assert.True(rest.AsSpan((int)offset, raw.Length).SequenceEqual(raw.Span), what);
            rest.AsSpan((int)offset, raw.Length).Fill((byte)'\n');
        }
    }
}
