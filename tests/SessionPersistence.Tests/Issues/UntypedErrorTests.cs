using SessionPersistence.Testing;
using SessionPersistence.Tests.FileStore;

namespace SessionPersistence.Tests.Issues;

/// <summary>An error of the device came to the caller as an <see cref="IOException"/>, which nobody who knows the
/// store's errors catches.</summary>
public sealed class UntypedErrorTests : IAsyncLifetime
{
    private static readonly SessionId Foreign = SessionId.Parse("f1");
    private static readonly SessionId Deleted = SessionId.Parse("s2");

    private readonly StoreRig _rig = new();
    private SessionId _id;
    private long _revision;

    public async Task InitializeAsync()
    {
        _rig.Disk.SeedDirectory("/store");
        _rig.Disk.Seed("/store/f1.json", """{"session_id":"f1","messages":[{"role":"user","content":"theirs"}]}""");
        await _rig.OpenAsync();
        await _rig.CreateAsync(Deleted.Value);
        await _rig.Store.DeleteAsync(Deleted);
        _rig.Settle();
        _rig.Disk.Seed("/store/s2.json", "{}");
        _id = await _rig.CreateAsync("s1");
        _revision = await _rig.AppendAsync(_id, "stored");
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Theory]
    [InlineData(CrashOperationKind.FindEntry, FaultError.InputOutput)]
    [InlineData(CrashOperationKind.FindEntry, FaultError.AccessDenied)]
    public async Task Append_ToAForeignDocument_ThrowsSessionWriteException(
        CrashOperationKind operation, FaultError error) =>
        await ExpectAsync(operation, error, () => _rig.Store.AppendAsync(Foreign, [SessionMessage.User("ours")]));

    [Theory]
    [InlineData(CrashOperationKind.FindEntry, FaultError.InputOutput)]
    [InlineData(CrashOperationKind.FindEntry, FaultError.AccessDenied)]
    public async Task Rewrite_ThatLosesContent_ThrowsSessionWriteException(
        CrashOperationKind operation, FaultError error) =>
        await ExpectAsync(operation, error, () => _rig.Store.RewriteAsync(_id, [], RewriteReason.Clear, _revision));

    [Theory]
    [InlineData(CrashOperationKind.FindEntry, FaultError.AccessDenied)]
    [InlineData(CrashOperationKind.Delete, FaultError.InputOutput)]
    public async Task Create_ReplaceDeleted_ThrowsSessionWriteException(
        CrashOperationKind operation, FaultError error) =>
        await ExpectAsync(
            operation, error, () => _rig.Store.CreateAsync(new() { Id = Deleted, ReplaceDeleted = true }));

    [Fact]
    public async Task Checkpoint_ThrowsSessionWriteException() =>
        await ExpectAsync(CrashOperationKind.FindEntry, FaultError.InputOutput, () => _rig.Store.CheckpointAsync());

    private async Task ExpectAsync(CrashOperationKind operation, FaultError error, Func<Task> act)
    {
        using var fault = _rig.Disk.Fail(
            new(operation, FaultEffect.NotApplied) { Error = error, Times = int.MaxValue });

        var thrown = await Assert.ThrowsAsync<SessionWriteException>(act);

        Assert.Equal(WriteOutcome.NotDone, thrown.Outcome);
    }
}
