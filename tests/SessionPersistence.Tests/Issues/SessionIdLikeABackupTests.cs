using SessionPersistence.Tests.FileStore;

namespace SessionPersistence.Tests.Issues;

/// <summary>The document of an id that contains <c>.json.bak</c> was taken for a backup at the next start, and its
/// session was gone.</summary>
public sealed class SessionIdLikeABackupTests
{
    [Theory]
    [InlineData("x.json.bak")]
    [InlineData("x.json.bak.1")]
    public async Task Reopen_IdContainsTheNameOfABackup_ShowsTheSession(string text)
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var id = await rig.CreateAsync(text);
        await rig.AppendAsync(id, "hello");

        // The journal ends with the second start; from then on the document alone says it.
        await rig.ReopenAsync();
        await rig.ReopenAsync();

        Assert.Equal(["hello"], await rig.TextsAsync(id));
    }
}
