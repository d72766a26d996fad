using System.Text;
using SessionPersistence.Catalog;

namespace SessionPersistence.Tests.Catalog;

public sealed class MessageTallyTests
{
    [Fact]
    public void TakeLacking_OneGroupAfterTheOther_IsWhatTheWholeListLacksEachTime()
    {
        const int seed = 20251126;
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            List<ReadOnlyMemory<byte>> list = [.. Messages(random)];
            var tally = new MessageTally(list);
            for (var group = 0; group < 6; group++)
            {
                var added = Messages(random);
                var expected = MessageContent.Lacking(added, list);

                var lacking = tally.TakeLacking(added);

                Assert.Equal(expected.Select(Text), lacking.Select(Text));
                list.AddRange(lacking);
            }
        }
    }

    private static ReadOnlyMemory<byte>[] Messages(Random random) =>
        [.. Enumerable.Range(0, random.Next(5)).Select(_ => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(
            random.Next(2) == 0
                ? $$"""{"role":"user","content":"{{random.Next(3)}}"}"""
                : $$"""{"role":"user","content":"{{random.Next(3)}}","message_id":"m{{random.Next(3)}}"}"""))];

    private static string Text(ReadOnlyMemory<byte> message) => Encoding.UTF8.GetString(message.Span);
}
