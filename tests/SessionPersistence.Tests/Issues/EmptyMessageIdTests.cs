using SessionPersistence.Tests.FileStore;

namespace SessionPersistence.Tests.Issues;

/// <summary>A second message with <c>"message_id": ""</c> was taken for a repetition of the first: acknowledged, and
/// not stored.</summary>
public sealed class EmptyMessageIdTests
{
    [Fact]
    public async Task Append_SecondMessageWithAnEmptyId_StoresBoth()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync("s1");

        await rig.Store.AppendAsync(id, [SessionMessage.Parse("""{"message_id":"","role":"user","content":"one"}""")]);
        await rig.Store.AppendAsync(id, [SessionMessage.Parse("""{"message_id":"","role":"user","content":"two"}""")]);

        Assert.Equal(["one", "two"], await rig.TextsAsync(id));
        Assert.All(
            (await rig.Store.LoadAsync(id))!.Messages, message => Assert.False(string.IsNullOrEmpty(message.Id)));
    }
}
