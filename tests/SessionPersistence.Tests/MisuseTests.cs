using System.Text.Json;
using SessionPersistence.Tests.FileStore;

namespace SessionPersistence.Tests;

/// <summary>What the types let through is refused as misuse, never as an error of another kind.</summary>
public sealed class MisuseTests
{
    [Fact]
    public void TurnOptions_DefaultTurnId_Throws() =>
        Assert.Throws<ArgumentException>(() => new TurnOptions { TurnId = default(TurnId) });

    [Fact]
    public void NewSession_DefaultParent_Throws() =>
        Assert.Throws<ArgumentException>(() => new NewSession { Parent = default(SessionId) });

    [Fact]
    public void NewSession_NullProperties_Throws() =>
        Assert.Throws<ArgumentNullException>(() => new NewSession { Properties = null! });

    [Fact]
    public void CreateMessages_DefaultTurnId_Throws() =>
        Assert.Throws<ArgumentException>(() => TurnInterruption.CreateMessages(default, [], "", "stopped"));

    [Fact]
    public async Task Create_PropertyThatIsNoValue_Throws()
    {
        await using var rig = new StoreRig();
        await rig.OpenAsync();
        var properties = new Dictionary<string, JsonElement> { ["a"] = default };

        await Assert.ThrowsAsync<ArgumentException>(() => rig.Store.CreateAsync(new() { Properties = properties }));
        var created = await rig.Store.CreateAsync(new());
        await Assert.ThrowsAsync<ArgumentException>(() => rig.Store.UpdateMetadataAsync(created.Id, m => m with { Properties = properties }));
    }
}
