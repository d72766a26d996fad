using System.Text.Json;
using SessionPersistence.Journal;

namespace SessionPersistence.Tests.FileStore;

/// <summary>What a turn leaves in the journal, and what becomes of it when its owner is lost.</summary>
public sealed class TurnRecordTests
{
    [Fact]
    public async Task BeginTurn_Options_AreInTheRecordTokenForToken()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("a");

        await rig.Store.BeginTurnAsync(id, [SessionMessage.User("q")], new()
        {
            TurnId = TurnId.Parse("t1"),
            StreamId = "s1",
            Workspace = "/w",
            Model = "m",
            ModelProvider = "p",
            Attachments = [JsonElement.Parse("""{ "name" : "a.png", "size": 1.50e+2 }"""),
                JsonElement.Parse("\"b.txt\"")],
            Properties = new Dictionary<string, JsonElement> { ["origin"] =
                JsonElement.Parse("""{"big": 123456789012345678901234567890}""") },
        });

        var record = rig.Records().Single(r => r.Event == JournalEvent.Submitted);
        Assert.Contains(
            ""","turn_id":"t1","stream_id":"s1","workspace":"/w","model":"m","model_provider":"p","attachments":[{"name":"a.png","size":1.50e+2},"b.txt"],"properties":{"origin":{"big":123456789012345678901234567890}},"messages":[""",
            System.Text.Encoding.UTF8.GetString(record.Body.Utf8.Span),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CompleteAsync_ClockWasSetBack_EndsTheTurnAndKeepsTheOrder(bool checkpointed)
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("a");
        var turnId = TurnId.Parse("t1");
        await using (var turn = await rig.Store.BeginTurnAsync(
            id, [SessionMessage.User("hello")], new() { TurnId = turnId }))
        {
            rig.Time.SetClockBack(TimeSpan.FromDays(400));
            await turn.CompleteAsync([SessionMessage.Assistant("hi")]);
        }

        await rig.AppendAsync(id, "more");
        if (checkpointed) await rig.Store.CheckpointAsync(id);
        await rig.LosePowerAndOpenAsync();

        Assert.Equal(["hello", "hi", "more"], await rig.TextsAsync(id));
        Assert.Null(await rig.Store.FindOpenTurnAsync(id));
        var again = await rig.Store.BeginTurnAsync(id, [SessionMessage.User("hello")], new() { TurnId = turnId });
        Assert.Equal(TurnOutcome.Completed, again.Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_CallsUnderATurnIdOfTheCaller_AreClosed(bool checkpointed)
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("a");
        var turn = await rig.Store.BeginTurnAsync(
            id, [SessionMessage.Parse("""{"role":"user","content":"q","turn_id":"mine"}""")]);
        await turn.AppendAsync([SessionMessage.Parse(
            """{"role":"assistant","content":"","turn_id":"mine","tool_calls":[{"id":"c1"},{"id":"c2"}]}""")]);
        await turn.AppendAsync(
            [SessionMessage.Parse("""{"role":"tool","content":"found","turn_id":"mine","tool_call_id":"c2"}""")]);
        if (checkpointed) await rig.Store.CheckpointAsync();

        await rig.LosePowerAndOpenAsync();

        var messages = (await rig.Store.LoadAsync(id))!.Messages;
        Assert.Equal(["user", "assistant", "tool", "tool", "assistant"], messages.Select(m => m.Role));
        Assert.Equal("c1", messages[3].ToolCallId);
    }

    [Fact]
    public async Task Open_CallsOfTurnsBefore_AreLeftAlone()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = (await rig.Store.CreateAsync(new() { Messages =
            [SessionMessage.Parse("""{"role":"assistant","content":"","tool_calls":[{"id":"old"}]}""")] })).Id;
        await rig.Store.BeginTurnAsync(id, [SessionMessage.User("q")]);

        await rig.LosePowerAndOpenAsync();

        Assert.All((await rig.Store.LoadAsync(id))!.Messages, message => Assert.Null(message.ToolCallId));
    }
}
