using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SessionPersistence.Documents;
using SessionPersistence.Stores;

namespace SessionPersistence.Tests.Documents;

/// <summary>What makes two messages the same: by vectors that any store can be held to.</summary>
public sealed class SpokenMessageTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "repeats", "messages.json"))).RootElement;

    public static TheoryData<string, string, string> Messages()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var vector in Vectors.GetProperty("messages").EnumerateArray())
            data.Add(Text(vector, "message"), Text(vector, "canonical"), Text(vector, "digest"));
        return data;
    }

    public static TheoryData<string[], string> Inputs()
    {
        var data = new TheoryData<string[], string>();
        foreach (var vector in Vectors.GetProperty("inputs").EnumerateArray())
        {
            data.Add([.. vector.GetProperty("messages").EnumerateArray().Select(message => message.GetString()!)],
                Text(vector, "digest"));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Write_Message_LeavesOutWhatIsAdded(string message, string canonical, string digest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var given = SessionMessage.Parse(message).Utf8Json.Span;

        SpokenMessage.Write(buffer, given);

        Assert.Equal(canonical, Encoding.UTF8.GetString(buffer.WrittenSpan));
        Assert.Equal(digest, Hex(SpokenMessage.Digest(given)));
        Assert.Equal(digest, Hex(XxHash64.Compute(Encoding.UTF8.GetBytes(canonical))));
        Assert.True(SpokenMessage.IsSame(given, buffer.WrittenSpan));
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Digest_SeveralMessages_IsThatOfTheirArray(string[] messages, string digest)
    {
        ReadOnlyMemory<byte>[] given = [.. messages.Select(message => SessionMessage.Parse(message).Utf8Json)];

        Assert.Equal(digest, Hex(SpokenMessage.Digest(given)));
    }

    [Fact]
    public void IsSame_EveryPairOfVectors_IsSoWhereTheFormsAre()
    {
        var vectors = Vectors.GetProperty("messages").EnumerateArray().ToList();
        foreach (var (one, other) in vectors.SelectMany(one => vectors.Select(other => (one, other))))
        {
            Assert.Equal(
                Text(one, "canonical") == Text(other, "canonical"),
                StoredMessages.SaysSame(
                    SessionMessage.Parse(Text(one, "message")), SessionMessage.Parse(Text(other, "message"))));
        }
    }

    private static string Text(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    private static string Hex(ulong digest) => digest.ToString("x16", CultureInfo.InvariantCulture);
}
