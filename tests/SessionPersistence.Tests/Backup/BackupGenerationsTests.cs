using Microsoft.Extensions.Logging.Abstractions;
using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Hermes;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Backup;

public sealed class BackupGenerationsTests : IDisposable
{
    private static readonly SessionId Id = SessionId.Parse("s1");

    private readonly CrashFileSystem _disk = new();
    private readonly SteppedTime _time = new();
    private readonly StoreContext _store;
    private readonly BackupGenerations _backups;

    public BackupGenerationsTests()
    {
        var directory = new StoreDirectory(_disk, "/store");
        directory.EnsureExists();
        _store = new(directory, new DocumentReader(_disk, new HermesDocumentReader(), 1 << 20),
            new SessionCatalog(new(_time)), new(_time),
            _time, NullLogger.Instance, new(null))
        {
            Instance = "0123456789abcdef",
            MaxShardBytes = 1 << 20,
            MaxRecordBytes = 1 << 20,
        };
        _backups = new(_store, new FileNumbers());
    }

    public void Dispose() => _store.Metrics.Dispose();

    [Fact]
    public void Keep_ADocumentOfTheReference_KeepsWhatItHolds()
    {
        Keep(revision: 1, count: 3);

        var document = _backups.Read(Assert.Single(_backups.List(Id)));

        Assert.Equal(DocumentOrigin.Own, document.Origin);
        Assert.Equal(3, document.Messages.Count);
        Assert.Equal("undo", document.Head.Generation!.Reason);
    }

    // A host that gets an error tries again.
    [Fact]
    public void Prune_CopiesOfOneState_GoBeforeAnythingElse()
    {
        Keep(revision: 1, count: 9);
        Keep(revision: 2, count: 7);
        Keep(revision: 3, count: 5);
        Keep(revision: 3, count: 5);
        var last = Keep(revision: 3, count: 5);

        _backups.Prune(Id, new(4, null), last);

        Assert.Equal([(0, 9), (1, 7), (4, 5)], Listed());
    }

    [Fact]
    public void Prune_NothingIsLimited_KeepsAllStates()
    {
        string last = "";
        for (var count = 9; count > 0; count--) last = Keep(10 - count, count);
        _time.Advance(TimeSpan.FromDays(10_000));

        _backups.Prune(Id, BackupLimits.None, last);

        Assert.Equal(9, Listed().Count);
    }

    [Fact]
    public void Prune_WhatWasKeptLast_StaysEvenIfTheClockWentBack()
    {
        Keep(revision: 1, count: 9);
        Keep(revision: 2, count: 7);
        Keep(revision: 3, count: 5);
        _time.Advance(-TimeSpan.FromDays(1000));
        var last = Keep(revision: 4, count: 2);

        _backups.Prune(Id, new(2, TimeSpan.FromDays(1)), last);

        Assert.Equal([(0, 9), (3, 2)], Listed());
    }

    [Fact]
    public void Prune_ClockAtTheFirstInstant_RemovesWhatIsTooMany()
    {
        for (var count = 9; count > 5; count--) Keep(10 - count, count);
        _time.Advance(DateTimeOffset.MinValue - _time.GetUtcNow());

        _backups.Prune(Id, new(2, TimeSpan.FromDays(1)), "s1.json.bak.3");

        Assert.Equal([(0, 9), (3, 6)], Listed());
    }

    [Fact]
    public void Prune_Acknowledged_GoFirst()
    {
        Keep(revision: 1, count: 9);
        Keep(revision: 2, count: 7);
        Keep(revision: 3, count: 5);
        var last = Keep(revision: 4, count: 3);
        _backups.Acknowledge(_backups.List(Id).Single(g => g.MessageCount == 5));

        _backups.Prune(Id, new(3, null), last);

        Assert.Equal([(0, 9), (1, 7), (3, 3)], Listed());
    }

    [Fact]
    public void Acknowledge_TheBest_GivesItsPlaceToTheBestThatNobodyAcknowledged()
    {
        Keep(revision: 1, count: 9);
        Keep(revision: 2, count: 5);
        Keep(revision: 3, count: 7);

        _backups.Acknowledge(_backups.List(Id)[0]);

        Assert.Equal([(0, 7), (1, 5), (3, 9)], Listed());
        Assert.Equal([false, false, true], _backups.List(Id).Select(g => g.IsAcknowledged));
    }

    [Fact]
    public void Keep_BestIsAcknowledged_TakesTheFirstPlace()
    {
        Keep(revision: 1, count: 9);
        _backups.Acknowledge(_backups.List(Id)[0]);

        Keep(revision: 2, count: 1);

        Assert.Equal([(0, 1), (1, 9)], Listed());
    }

    // The power went between the note and the change of places; or another program wrote the first one.
    [Fact]
    public void Keep_LesserOneIsFirst_PutsTheBestFirst()
    {
        Keep(revision: 1, count: 4);
        Keep(revision: 2, count: 3);
        Keep(revision: 3, count: 2);
        _disk.Seed("/store/s1.json.bak", """{"session_id":"s1","messages":[{"role":"user","content":"x"}]}""");

        Keep(revision: 4, count: 1);

        Assert.Equal((0, 3), Listed()[0]);
        Assert.Equal([1, 1, 2, 3], Listed().Select(g => g.Messages).Order());
    }

    // The numbers in use are known from a listing; another program does not ask for it.
    [Fact]
    public void Keep_ALesserOne_OverwritesNoFileOfAnotherProgram()
    {
        Keep(revision: 1, count: 9);
        _disk.Seed("/store/s1.json.bak.1", "foreign");

        var last = Keep(revision: 2, count: 7);

        Assert.Equal("s1.json.bak.2", last);
        Assert.Equal("foreign"u8, DiskTree.Of(_disk, "/store")["s1.json.bak.1"]);
    }

    [Fact]
    public void Acknowledge_FileOfTheReference_AddsOneMemberAndChangesNothing()
    {
        const string file = "\uFEFF \n{\"session_id\":\"s1\",\"messages\":[{\"role\":\"user\",\"content\":\"{\"}],\"unknown\":1.50}\r\n";
        _disk.Seed("/store/s1.json.bak", file);

        _backups.Acknowledge(_backups.List(Id)[0]);

        var noted = System.Text.Encoding.UTF8.GetString(DiskTree.Of(_disk, "/store")["s1.json.bak"]);
        var member = noted[file.IndexOf(
            "\"session_id\"", StringComparison.Ordinal)..(noted.IndexOf("},", StringComparison.Ordinal) + 2)];
        Assert.StartsWith("\"backup_generation\":{", member, StringComparison.Ordinal);
        Assert.Equal(file, noted.Replace(member, "", StringComparison.Ordinal));
        Assert.Equal((1, true, false),
            (Listed()[0].Messages, _backups.List(Id)[0].IsAcknowledged, _backups.List(Id)[0].Revision > 0));
    }

    [Fact]
    public void Delete_TheBest_GivesItsPlaceToTheBestThatIsLeft()
    {
        Keep(revision: 1, count: 9);
        Keep(revision: 2, count: 5);
        Keep(revision: 3, count: 7);

        _backups.Delete(_backups.List(Id)[0]);
        Assert.Equal([(0, 7), (1, 5)], Listed());
        _backups.Delete(_backups.List(Id)[1]);
        _backups.Delete(_backups.List(Id)[0]);

        Assert.Empty(Listed());
        Assert.Empty(_backups.NamesOf(Id));
    }

    [Fact]
    public void List_FileOfANewerFormat_IsAFaultAndHidesNoOther()
    {
        Keep(revision: 1, count: 2);
        Keep(revision: 2, count: 1);
        var path = "/store/s1.json.bak";
        _disk.Seed(path, System.Text.Encoding.UTF8.GetString(DiskTree.Of(_disk, "/store")["s1.json.bak"])
            .Replace("\"format\": 1", "\"format\": 99", StringComparison.Ordinal));

        var listed = _backups.List(Id);

        Assert.Equal([false, true], listed.Select(g => g.IsReadable));
        Assert.Contains("format 99", listed[0].Fault, StringComparison.Ordinal);
    }

    private string Keep(long revision, int count)
    {
        var head = new SessionHead { Id = Id, Life = "00112233445566aa", Revision = revision };
        _time.Advance(TimeSpan.FromSeconds(1));
        return _backups.Keep(
            head, [.. Enumerable.Range(0, count).Select(n => JsonText.Bytes($"{{\"n\":{n}}}"))], "undo");
    }

    private List<(int Number, int Messages)> Listed() => [.. _backups.List(Id).Select(g => (g.Number, g.MessageCount))];
}
