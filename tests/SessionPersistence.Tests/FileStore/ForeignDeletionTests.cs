using System.Text;
using System.Text.Json.Nodes;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Deletions of sessions over whose documents another program wrote.</summary>
public sealed class ForeignDeletionTests
{
    private const string Path = $"{BackupRig.Root}/s1.json";

    private static SessionId Id => BackupRig.Id;

    public static TheoryData<string, bool> Writes
    {
        get
        {
            var rows = new TheoryData<string, bool>();
            foreach (var write in new[] { "extended", "damaged", "somebody's", "newer" })
            {
                rows.Add(write, false);
                rows.Add(write, true);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Delete_WrittenOverByAnotherProgram_RemovesItsFile(string write, bool killed)
    {
        await using var rig = await OpenAsync("one", "two");
        rig.Disk.Seed(Path, Written(rig, write));

        Assert.True(await rig.Store.DeleteAsync(Id));

        var report = await EndAsync(rig, killed);
        Assert.Empty(rig.Names("s1."));
        Assert.Empty(rig.Names("_quarantine/"));
        Assert.DoesNotContain(report.Findings, finding => finding.Category != FindingCategory.Ok);
        Assert.Null(await rig.Store.LoadAsync(Id));
        await Assert.ThrowsAsync<SessionDeletedException>(() => rig.Store.CreateAsync(new() { Id = Id }));
        await rig.Store.CreateAsync(new() { Id = Id, ReplaceDeleted = true });
    }

    // It holds what would have become part of the session with its first document.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_WrittenWhereTheFirstDocumentWouldBe_RemovesThatFile(bool killed)
    {
        await using var rig = await BackupRig.OpenAsync("one");
        rig.Disk.Seed(Path, """{"session_id":"s1","messages":[{"role":"user","content":"theirs"}]}""");

        Assert.True(await rig.Store.DeleteAsync(Id));

        await EndAsync(rig, killed);
        Assert.Empty(rig.Names("s1."));
    }

    // The record names bytes, not a name: what was written behind it is another program's, and only a person knows.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_WrittenOverOnceMoreAfterwards_LeavesThatFile(bool killed)
    {
        await using var rig = await OpenAsync("one", "two");
        rig.Disk.Seed(Path, Written(rig, "extended"));
        Assert.True(await rig.Store.DeleteAsync(Id));
        var late = Encoding.UTF8.GetBytes("""{"session_id":"s1","messages":[{"role":"user","content":"late"}]}""");
        rig.Disk.Seed(Path, late);

        var report = await EndAsync(rig, killed);

        Assert.Equal(late, rig.Bytes("s1.json"));
        Assert.Contains(report.Findings,
            finding => finding is { Kind: FindingKinds.DeletedSessionFile, Category: FindingCategory.UnsafeToRepair }
                && finding.SessionId == Id);
        Assert.Null(await rig.Store.LoadAsync(Id));
    }

    // Whose a backup is only its content tells.
    [Fact]
    public async Task Delete_ABackupCannotBeRead_DeletesNothing()
    {
        await using var rig = await OpenAsync("one", "two");
        await rig.RewriteAsync(1, RewriteReason.Undo);
        using (rig.Disk.Fail(new(CrashOperationKind.OpenFile) { PathPattern = "s1.json.bak", Times = int.MaxValue }))
        {
            var refused = await Assert.ThrowsAsync<SessionWriteException>(() => rig.Store.DeleteAsync(Id));
            Assert.Equal(WriteOutcome.NotDone, refused.Outcome);
        }

        Assert.Equal(["one"], await rig.TextsAsync());
        Assert.True(await rig.Store.DeleteAsync(Id));
    }

    // A file is named by its stamp, whatever is in it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_OfADocument_DoesNotReadIt(bool isForeign)
    {
        await using var rig = await OpenAsync("one", "two");
        if (isForeign) rig.Disk.Seed(Path, Written(rig, "extended"));
        using var unreadable = rig.Disk.Fail(
            new(CrashOperationKind.OpenFile) { PathPattern = "s1.json", Times = int.MaxValue });

        Assert.True(await rig.Store.DeleteAsync(Id));
    }

    private static async Task<BackupRig> OpenAsync(params string[] texts)
    {
        var rig = await BackupRig.OpenAsync(texts);
        await rig.Store.CheckpointAsync();
        return rig;
    }

    // To the end by this owner, or by the next one. Returns what the one after that finds.
    private static async Task<RecoveryReport> EndAsync(BackupRig rig, bool killed)
    {
        if (killed) rig.Disk.KillProcess();
        else await rig.Store.DisposeAsync();
        rig.Open();
        await rig.Store.OpenAsync();
        Assert.Null(await rig.Store.LoadAsync(Id));
        await rig.Store.DisposeAsync();
        rig.Open();
        return await rig.Store.OpenAsync();
    }

    private static byte[] Written(BackupRig rig, string write) => Encoding.UTF8.GetBytes(write switch
    {
        "extended" => Extended(rig),
        "damaged" => "{\"session_id\":\"s1\",\"mess",
        "somebody's" => "[1,2,3]",
        _ => """{"session_id":"s1","format":2,"life":"0123456789abcdef","revision":1,"message_count":0,"messages":[]}""",
    });

    private static string Extended(BackupRig rig)
    {
        var document = JsonNode.Parse(rig.Bytes("s1.json"))!.AsObject();
        foreach (var ours in new[] { "life", "revision", "format", "_crc", "message_count", "open_turn",
            "recent_turns" }) document.Remove(ours);
        document["messages"]!.AsArray().Add(new JsonObject { ["role"] = "user", ["content"] = "theirs" });
        return document.ToJsonString();
    }
}
