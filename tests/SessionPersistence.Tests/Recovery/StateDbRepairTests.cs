using SessionPersistence.Tests.StateDb;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Recovery;

public sealed class StateDbRepairTests
{
    private readonly RecoveryRig _rig = new();

    // It is asked once what is still so, and once for what is made.
    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public async Task Repair_TheDatabaseGoesAwayMeanwhile_SaysWhatItSaid(bool isOpen, int question)
    {
        var stateDb = new FakeStateDb().With("a", "one").With("b", "two");
        _rig.Disk.CreateDirectory(RecoveryRig.Root);
        await using var store = new FileSessionStore(new() { Directory = RecoveryRig.Root,
            StartupRecovery = StartupRecovery.AuditOnly }, new() { FileSystem = _rig.Disk, TimeProvider = new SteppedTime() }, stateDb);
        if (isOpen) await store.OpenAsync();
        var scanner = isOpen
            ? store.Recovery
            : new(
                new() { Directory = RecoveryRig.Root, LockTimeout = TimeSpan.Zero },
                new() { FileSystem = _rig.Disk, TimeProvider = new SteppedTime() },
                stateDb);
        var report = await scanner.ScanAsync();
        var last = stateDb.Questions.Sessions + question;
        stateDb.BeforeSession = _ =>
        {
            if (stateDb.Questions.Sessions == last)
                throw new StateDbUnavailableException(new(StateDbCondition.Unreadable, "The disk was pulled out."));
        };

        var result = await scanner.RepairAsync(report);

        Assert.Equal(2, result.Actions.Count);
        Assert.All(result.Actions, action =>
        {
            Assert.Equal(RepairStatus.Failed, action.Outcome!.Status);
            Assert.Contains("The disk was pulled out.", action.Outcome.Detail, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Repair_MoreMessagesThanADocumentMayHold_Fails(bool isOpen)
    {
        var stateDb = new FakeStateDb().With("a", new string('x', 5000));
        _rig.Disk.CreateDirectory(RecoveryRig.Root);
        await using var store = new FileSessionStore(
            new() { Directory = RecoveryRig.Root, StartupRecovery = StartupRecovery.AuditOnly, MaxDocumentBytes = 2000 },
            new() { FileSystem = _rig.Disk, TimeProvider = new SteppedTime() },
            stateDb);
        if (isOpen) await store.OpenAsync();
        var scanner = isOpen
            ? store.Recovery
            : new(
                new() { Directory = RecoveryRig.Root, LockTimeout = TimeSpan.Zero, MaxDocumentBytes = 2000 },
                new() { FileSystem = _rig.Disk, TimeProvider = new SteppedTime() },
                stateDb);

        var action = Assert.Single((await scanner.RepairAsync(await scanner.ScanAsync())).Actions);

        Assert.Equal((RepairStatus.Failed, "The messages have more than 2000 bytes."),
            (action.Outcome!.Status, action.Outcome.Detail));
    }

    [Fact]
    public async Task Repair_DamagedFileWithAPrompt_TheSessionOfTheDatabaseGetsIt()
    {
        _rig["a.json"] = RecoveryRig.DocumentWith(
            "a", "\"active_stream_id\":\"s\",\"pending_user_message\":\"lost\",", "one")[..^5];
        var scanner = new RecoveryScanner(
            new() { Directory = RecoveryRig.Root, LockTimeout = TimeSpan.Zero },
            new() { FileSystem = _rig.Disk, TimeProvider = new SteppedTime() },
            new FakeStateDb().With("a", "one", "two"));

        var action = Assert.Single((await scanner.RepairAsync(await scanner.ScanAsync())).Actions);

        Assert.Equal((FindingKinds.MalformedDocument, RepairStatus.Repaired), (action.Kind, action.Outcome!.Status));
        Assert.Equal(["one", "two", "lost", "!"], await _rig.TextsAsync("a"));
    }
}
