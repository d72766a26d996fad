using System.Text;
using SessionPersistence.Journal;
using SessionPersistence.Tests.Journal;

namespace SessionPersistence.Tests.FileStore;

/// <summary>What becomes of the file of a shard that is not as it was written.</summary>
public sealed class DamagedShardTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new();
    private SessionId _id;

    public async Task InitializeAsync()
    {
        await _rig.OpenAsync();
        _id = await _rig.CreateAsync("s");
        for (var n = 1; n <= 3; n++) await _rig.AppendAsync(_id, $"message {n}");
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task OpenAsync_AcknowledgedRecordIsDamaged_SaysSoAndSetsTheShardAside()
    {
        var name = Change(text => text.Replace("message 2", "massage 2", StringComparison.Ordinal));

        var report = await _rig.KillAndOpenAsync();

        var finding = Assert.Single(report.Findings, finding => finding.Kind == FindingKinds.JournalDamagedRecord);
        Assert.Equal($"_journal/{name}", finding.Path);
        Assert.Contains(report.Findings, found => found.Kind == FindingKinds.JournalSequenceGap);
        Assert.Equal(["message 1", "message 3"], await _rig.TextsAsync(_id));
        Assert.Contains($"{name}.broken", _rig.JournalNames());
    }

    [Fact]
    public async Task OpenAsync_ShardWasSetAside_IsNotReadAgainAndToldWhileItIsThere()
    {
        Change(text => text.Replace("message 2", "massage 2", StringComparison.Ordinal));
        await _rig.KillAndOpenAsync();

        var report = await _rig.KillAndOpenAsync();

        var told = Assert.Single(report.Findings);
        Assert.Equal((FindingKinds.JournalDamagedRecord, FindingCategory.Ok), (told.Kind, told.Category));
        Assert.EndsWith(".jsonl.broken", told.Path, StringComparison.Ordinal);
        Assert.Equal(["message 1", "message 3"], await _rig.TextsAsync(_id));
    }

    [Theory]
    [InlineData(".old")]
    [InlineData(".sync-conflict-20260102.bak")]
    [InlineData("")]
    public async Task OpenAsync_FileInTheJournalHasNoNameOfIts_IsToldAndLeft(string extension)
    {
        await _rig.Store.CheckpointAsync();
        var name = extension.Length == 0 ? "copy" : Path.GetFileName(_rig.ShardPath(1)) + extension;
        var disk = _rig.Disk.ProcessKill();
        disk.ReplaceFile(_rig.ShardPath(1), $"/store/_journal/{name}");
        _rig.Disk = disk;

        var report = await _rig.KillAndOpenAsync();

        Assert.Contains(report.Findings,
            finding => finding.Kind == FindingKinds.ForeignFile && finding.Path == $"_journal/{name}");
        Assert.NotNull(_rig.Disk.FindEntry($"/store/_journal/{name}"));
    }

    [Fact]
    public async Task OpenAsync_ShardHasAnotherName_SaysSoAndSetsItAside()
    {
        await _rig.Store.CheckpointAsync();
        await _rig.AppendAsync(_id, "only in the journal");
        var path = _rig.ShardPath(1);
        const string renamed = "00000002-ba9876543210.jsonl";
        var disk = _rig.Disk.ProcessKill();
        disk.ReplaceFile(path, $"/store/_journal/{renamed}");
        _rig.Disk = disk;

        var report = await _rig.KillAndOpenAsync();

        Assert.Contains(report.Findings,
            finding => finding.Kind == FindingKinds.JournalDamagedRecord && finding.Path == $"_journal/{renamed}");
        Assert.Contains($"{renamed}.broken", _rig.JournalNames());
        Assert.Contains("only in the journal", Testing.Disk.Text(_rig.Disk, $"/store/_journal/{renamed}.broken"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NewerFormat_ThrowsAndWritesNothing()
    {
        Change(text => text);
        var name = new ShardName(2, "ba9876543210");
        var header = SomeShard.Sealed(
            "{\"version\":1,\"n\":1,\"f\":0,\"event\":\"shard\",\"created_at\":1.0,\"format\":2", name);
        var disk = _rig.Disk.ProcessKill();
        disk.Seed($"/store/_journal/{name.FileName}", header);
        _rig.Disk = disk;
        var before = Contents();

        var error = await Assert.ThrowsAsync<UnsupportedFormatException>(() => _rig.KillAndOpenAsync());

        Assert.Contains(name.FileName, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public async Task OpenAsync_EmptyShard_IsRemoved()
    {
        var disk = _rig.Disk.ProcessKill();
        disk.Seed("/store/_journal/00000002-ba9876543210.jsonl", "");
        _rig.Disk = disk;

        var report = await _rig.KillAndOpenAsync();

        Assert.Empty(report.Findings);
        Assert.Equal(["message 1", "message 2", "message 3"], await _rig.TextsAsync(_id));
        Assert.DoesNotContain("2", _rig.JournalNames());
    }

    // What a blue screen leaves of the newest file: its length, and nothing in it.
    [Fact]
    public async Task OpenAsync_ShardIsAllNulAndTheIndexNamesWhatItHeld_IsDamageAndSetAside()
    {
        await _rig.Store.CheckpointAsync();
        await _rig.AppendAsync(_id, "in the index");
        _rig.Disk.Fail(new(SessionPersistence.Testing.CrashOperationKind.CreateFile)
            { PathPattern = "/store/.s.json.*", Times = int.MaxValue });
        _rig.Advance(TimeSpan.FromMinutes(1));
        var name = Blank();

        var report = await _rig.KillAndOpenAsync();

        var finding = Assert.Single(report.Findings, finding => finding.Kind == FindingKinds.JournalDamagedRecord);
        Assert.Contains("'_index.json' names revision 5 of session s", finding.Detail, StringComparison.Ordinal);
        Assert.Contains($"{name}.broken", _rig.JournalNames());
    }

    [Fact]
    public async Task OpenAsync_ShardIsAllNulAndAYoungerOneOfItsOwnerIsThere_IsDamageAndSetAside()
    {
        await using var rig = new StoreRig(maxShardBytes: 1);
        await rig.OpenAsync();
        await rig.CreateAsync("a");
        await rig.CreateAsync("b");
        var path = rig.ShardPath(1);
        var disk = rig.Disk.ProcessKill();
        disk.Seed(path, new byte[Testing.Disk.Bytes(disk, path).Length]);
        rig.Disk = disk;

        var report = await rig.KillAndOpenAsync();

        var finding = Assert.Single(report.Findings, finding => finding.Kind == FindingKinds.JournalDamagedRecord);
        Assert.Contains("was begun after it had been flushed", finding.Detail, StringComparison.Ordinal);
        Assert.Contains($"{Path.GetFileName(path)}.broken", rig.JournalNames());
    }

    [Fact]
    public async Task OpenAsync_ShardIsAllNulAndNothingNamesWhatItHeld_WasNeverAcknowledged()
    {
        await _rig.Store.DisposeAsync();
        var disk = _rig.Disk.ProcessKill();
        disk.Seed("/store/_journal/00000009-ba98765432100000.jsonl", new byte[131072]);
        _rig.Disk = disk;

        var report = await _rig.OpenAsync();

        var finding = Assert.Single(report.Findings);
        Assert.Equal((FindingKinds.JournalTornTail, FindingCategory.Ok), (finding.Kind, finding.Category));
        Assert.Contains("nothing names a record", finding.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(_rig.JournalNames(), file => file.EndsWith(".broken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OpenAsync_HeaderIsLost_ReadsTheRecordsByTheName()
    {
        Change(text => "#" + text[1..]);

        var report = await _rig.KillAndOpenAsync();

        Assert.Equal(FindingKinds.JournalDamagedRecord, Assert.Single(report.Findings).Kind);
        Assert.Equal(["message 1", "message 2", "message 3"], await _rig.TextsAsync(_id));
    }

    [Theory]
    [InlineData("\uFEFF", "\n")]
    [InlineData("", "\r\n")]
    public async Task OpenAsync_EditorAddedWhatItAdds_ReadsEverything(string mark, string newLine)
    {
        Change(text => mark + text.TrimEnd('\n').ReplaceLineEndings(newLine));

        var report = await _rig.KillAndOpenAsync();

        Assert.Empty(report.Findings);
        Assert.Equal(["message 1", "message 2", "message 3"], await _rig.TextsAsync(_id));
    }

    /// <returns>The name of the shard.</returns>
    private string Change(Func<string, string> change)
    {
        var path = _rig.ShardPath(1);
        var disk = _rig.Disk.ProcessKill();
        disk.Seed(path, Encoding.UTF8.GetBytes(change(Testing.Disk.Text(disk, path))));
        _rig.Disk = disk;
        return Path.GetFileName(path);
    }

    private string Blank()
    {
        var path = _rig.ShardPath(1);
        var disk = _rig.Disk.ProcessKill();
        disk.Seed(path, new byte[Testing.Disk.Bytes(disk, path).Length]);
        _rig.Disk = disk;
        return Path.GetFileName(path);
    }

    private string Contents() =>
        string.Join('\n', _rig.Disk.Dump().Split('\n').Where(line => !line.Contains(
            "store.owner", StringComparison.Ordinal) && !line.Contains("\"pid\"", StringComparison.Ordinal)));
}
