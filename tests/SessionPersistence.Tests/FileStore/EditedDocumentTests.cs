using System.Text;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Somebody edits the middle of a document of ours: its head and its end still say what this store
/// wrote.</summary>
public sealed class EditedDocumentTests
{
    private static readonly SessionId Id = SessionId.Parse("s1");

    [Fact]
    public async Task OpenAsync_MessageTakenOutAndTheJournalHasIt_IsPutBackBeforeTheJournalGoes()
    {
        await using var rig = await WrittenAsync();
        Edit(rig, lines => lines.RemoveAll(line => line.Contains("\"one\"", StringComparison.Ordinal)));

        await rig.KillAndOpenAsync();

        Assert.DoesNotContain(rig.Records(), record => record.SessionId == Id && record.Revision == 1);
        Assert.Equal(["one", "two"], await rig.TextsAsync(Id));
    }

    // The start writes a document of its own over the edited one, for the record that waits.
    [Fact]
    public async Task OpenAsync_MessageTakenOutBehindAWaitingRecordAndTheJournalHasIt_IsPutBack()
    {
        await using var rig = await WrittenAsync();
        await rig.AppendAsync(Id, "three");
        Edit(rig, lines => lines.RemoveAll(line => line.Contains("\"one\"", StringComparison.Ordinal)));

        await rig.KillAndOpenAsync();

        Assert.Equal(["one", "two", "three"], await rig.TextsAsync(Id));
    }

    [Fact]
    public async Task LoadAsync_MessageThatStandsThereTwice_IsShownOnce()
    {
        await using var rig = await WrittenAsync();
        await rig.ReopenAsync();
        Edit(rig, lines => lines.Insert(
            lines.FindIndex(line => line.Contains("\"one\"", StringComparison.Ordinal)),
            lines.Find(line => line.Contains("\"one\"", StringComparison.Ordinal))!));

        Assert.Equal(["one", "two"], await rig.TextsAsync(Id));
        await rig.AppendAsync(Id, "three");
        await rig.Store.CheckpointAsync();
        Assert.Equal(["one", "two", "three"], rig.TextsOfDocument(Id));
    }

    [Fact]
    public async Task RepairAsync_DamageBehindAHeadThatCanBeRead_KeepsWhatTheJournalHasOnTop()
    {
        await using var rig = await WrittenAsync();
        await rig.ReopenAsync();
        await rig.AppendAsync(Id, "three");
        Edit(rig, lines => lines.Insert(
            lines.FindIndex(line => line.Contains("\"two\"", StringComparison.Ordinal)), "<<<<<<< HEAD"));
        rig.Disk = rig.Disk.ProcessKill();
        var scanner = new RecoveryScanner(
            new() { Directory = "/store" }, new() { FileSystem = rig.Disk, TimeProvider = rig.Time });

        await scanner.RepairAsync(await scanner.ScanAsync(), new() { Salvage = true });

        await rig.OpenAsync();
        Assert.Equal(["one", "two", "three"], await rig.TextsAsync(Id));
    }

    private static async Task<StoreRig> WrittenAsync()
    {
        var rig = new StoreRig(maxShardBytes: 300);
        await rig.OpenAsync();
        await rig.Store.CreateAsync(
            new() { Id = Id, Messages = [SessionMessage.User("one"), SessionMessage.User("two")] });
        rig.Settle();
        return rig;
    }

    private static void Edit(StoreRig rig, Action<List<string>> edit)
    {
        var lines = Encoding.UTF8.GetString(rig.Bytes("s1.json")).Split('\n').ToList();
        edit(lines);
        rig.Disk.Seed("/store/s1.json", string.Join('\n', lines));
    }
}
