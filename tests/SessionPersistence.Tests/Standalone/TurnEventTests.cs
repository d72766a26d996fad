using System.Text;
using System.Text.Json;
using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Standalone;

/// <summary>What a caller may say, and that it comes back as it was said.</summary>
public sealed class TurnEventTests : IAsyncDisposable
{
    private static readonly Dictionary<string, JsonElement> NoProperties = [];

    private readonly TurnJournalRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    [InlineData(null)]
    public void Event_BlankName_IsMisuse(string? name) =>
        Assert.ThrowsAny<ArgumentException>(() => new TurnEvent(name!));

    [Theory]
    [InlineData("shard")]
    [InlineData("footer")]
    [InlineData("covered")]
    public async Task AppendAsync_NameOfTheJournalsOwn_IsMisuse(string name)
    {
        await _rig.OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => _rig.AppendAsync(A, new(name)));
    }

    [Fact]
    public async Task AppendAsync_NothingButAName_FillsInTheRest()
    {
        await _rig.OpenAsync();

        var record = await _rig.AppendAsync(A, new(TurnEventNames.Submitted));

        Assert.Equal(_rig.Time.GetUtcNow(), record.CreatedAt);
        Assert.Matches("^20250102T030405Z-[0-9a-f]{12}$", record.TurnId.Value);
        Assert.Equal((record.TurnId, record.CreatedAt), (record.Event.TurnId, record.Event.CreatedAt));
        var line = Testing.Disk.Text(_rig.Disk, _rig.PathOf(1)).Split('\n')[1];
        Assert.Equal(
            $"{{\"version\":1,\"n\":2,\"f\":1,\"revision\":1,\"created_at\":1735787045.0,\"event\":\"submitted\",\"session_id\":\"a\",\"turn_id\":\"{record.TurnId}\"",
            line[..^18]);
    }

    [Theory]
    [InlineData(TurnEventNames.Completed, true)]
    [InlineData(TurnEventNames.Interrupted, true)]
    [InlineData(TurnEventNames.WorkerStarted, null)]
    public async Task AppendAsync_Ending_SaysThatItIsTerminal(string name, bool? terminal)
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        await _rig.AppendAsync(A, new(name) { TurnId = Turn(1) });

        Assert.Equal(terminal, (await _rig.ReadAsync(A))[^1].Event.Terminal);
        Assert.Equal(terminal is true,
            Testing.Disk.Text(_rig.Disk, _rig.PathOf(1)).Contains("\"terminal\":true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadAsync_EventWithEverything_IsWhatWasAppended()
    {
        await _rig.OpenAsync();
        var said = new TurnEvent("tool \"call\" 🍵")
        {
            TurnId = Turn(1),
            CreatedAt = DateTimeOffset.UnixEpoch.AddTicks(17_357_870_451_234_567),
            StreamId = "stream",
            Role = "user",
            Content = "line\nbreak \u2028 \u2029 \u0085 tab\t quote\" back\\ nul\0 emoji 🍵 lone \ud83d end",
            Attachments = [Json(" {\"name\": \"a.png\"} "), Json("1.0")],
            Workspace = "/w",
            Model = "m",
            ModelProvider = "p",
            Reason = "r",
            AssistantMessageIndex = 7,
            Terminal = false,
            Properties = new Dictionary<string, JsonElement> { ["big"] = Json("123456789012345678901234567890.10"),
                ["lone"] = Json("\"\\ud83d\""), ["nested"] = Json("{\"a\": [1,\n 2]}") },
        };

        var record = await _rig.AppendAsync(A, said);
        var read = Assert.Single(await _rig.ReadAsync(A));

        Assert.Same(said, record.Event);
        Assert.Equal(said with { Attachments = [], Properties = NoProperties },
            read.Event with { Attachments = [], Properties = NoProperties });
        Assert.Equal(
            ["{\"name\":\"a.png\"}", "1.0"], read.Event.Attachments.Select(attachment => attachment.GetRawText()));
        Assert.Equal(["big 123456789012345678901234567890.10", "lone \"\\ud83d\"", "nested {\"a\":[1,2]}"],
            read.Event.Properties.Select(p => $"{p.Key} {p.Value.GetRawText()}"));
        Assert.Equal((record.SessionId, record.TurnId, record.CreatedAt, record.Revision),
            (read.SessionId, read.TurnId, read.CreatedAt, read.Revision));
    }

    [Fact]
    public async Task ReadAsync_ContentOfParts_IsWhatWasAppended()
    {
        await _rig.OpenAsync();
        var parts = Json("[{\"type\":\"text\",\"text\":\"Look "
            + "\"},{\"type\":\"image\",\"url\":\"x\"},{\"type\":\"text\",\"text\":\"here\"}]");

        await _rig.AppendAsync(A, Submitted(1) with { Content = new(parts) });

        var content = Assert.Single(await _rig.ReadAsync(A)).Event.Content!.Value;
        Assert.Equal("Look here", content.Text);
        Assert.Equal(new(parts), content);
        Assert.NotEqual(new("Look here"), content);
    }

    [Theory]
    [InlineData("session_id")]
    [InlineData("content")]
    [InlineData("n")]
    [InlineData("crc")]
    [InlineData("revision")]
    [InlineData("version")]
    public async Task AppendAsync_PropertyWithANameOfTheJournal_IsMisuse(string name)
    {
        await _rig.OpenAsync();
        var said = Submitted(1) with { Properties = new Dictionary<string, JsonElement> { [name] = Json("1") } };

        await Assert.ThrowsAsync<ArgumentException>(() => _rig.AppendAsync(A, said));
        Assert.Empty(await _rig.EventsAsync(A));
    }

    [Fact]
    public async Task AppendAsync_ValueThatIsNone_IsMisuse()
    {
        await _rig.OpenAsync();
        var deep = JsonElement.Parse(
            Encoding.UTF8.GetBytes($"{new string('[', 2000)}{new string(']', 2000)}"), new() { MaxDepth = 3000 });

        await Assert.ThrowsAsync<ArgumentException>(
            () => _rig.AppendAsync(A, Submitted(1) with { Attachments = [deep] }));
        await Assert.ThrowsAsync<ArgumentException>(() => _rig.AppendAsync(
            A, Submitted(1) with { Properties = new Dictionary<string, JsonElement> { ["x"] = default } }));
        Assert.Throws<ArgumentException>(() => new TurnContent(Json("{}")));
        await Assert.ThrowsAsync<ArgumentException>(
            () => _rig.AppendAsync(A, Submitted(1) with { Attachments = [default] }));
        Assert.Throws<ArgumentException>(() => Submitted(1) with { TurnId = default(TurnId) });
        await Assert.ThrowsAsync<ArgumentException>(() => _rig.AppendAsync(default, Submitted(1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _rig.AppendAsync(A, Submitted(1), (Durability)7));
    }

    [Fact]
    public async Task AppendAsync_TooLarge_WritesNothingAndLeavesTheTurnAsItWas()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        var operations = _rig.Disk.OperationCount;

        await Assert.ThrowsAsync<SessionTooLargeException>(
            () => _rig.AppendAsync(A, Completed(1) with { Content = new string('x', 1 << 20) }));

        Assert.Equal(operations, _rig.Disk.OperationCount);
        await _rig.AppendAsync(A, Completed(1));
    }
}
