using System.Text.Json.Nodes;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Another program wrote less over a document than was in it.</summary>
public sealed class ForeignTakerTests
{
    private static SessionId Id => BackupRig.Id;

    [Fact]
    public async Task Taken_WhileTheStoreIsOpen_ComesBackFromTheJournal()
    {
        await using var rig = await OpenAsync("one", "two", "three");
        var foreign = Take(rig, 1, "theirs");

        Assert.Equal(["one", "two", "three", "theirs"], await rig.TextsAsync());
        await rig.Store.AppendAsync(Id, BackupRig.Messages("ours"));
        await rig.Store.CheckpointAsync();

        Assert.Equal(["one", "two", "three", "theirs", "ours"], await rig.TextsAsync());
        Assert.Equal(foreign, rig.Bytes("_quarantine/s1.1.json"));
        await rig.ReopenAsync();
        Assert.Equal(["one", "two", "three", "theirs", "ours"], await rig.TextsAsync());
    }

    // A shard is no trace too many while the document that covers it is another program's.
    [Fact]
    public async Task Taken_WhileItsShardWasAboutToGo_ComesBack()
    {
        await using var rig = await BackupRig.OpenAsync();
        rig.Options.MaxShardBytes = 1;
        await rig.ReopenAsync();
        await rig.Store.CreateAsync(new() { Id = Id, Messages = BackupRig.Messages("one", "two", "three") });
        await rig.Store.CheckpointAsync();
        var foreign = Take(rig, 1, "theirs");
        await rig.Store.CreateAsync(new() { Id = SessionId.Parse("other") });
        rig.Advance(TimeSpan.FromMinutes(1));
        await rig.Store.CreateAsync(new() { Id = SessionId.Parse("another") });
        rig.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["one", "two", "three", "theirs"], await rig.TextsAsync());
        Assert.Equal(foreign, rig.Bytes("_quarantine/s1.1.json"));
        await rig.ReopenAsync();
        Assert.Equal(["one", "two", "three", "theirs"], await rig.TextsAsync());
    }

    // The journal does not know the document any more that the rewrite was made of; its backup does.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Written_OverARewriteThatWaits_IsAddedToWhatTheRewriteLeft(bool killed)
    {
        await using var rig = await WithoutShardsAsync("one", "two", "three");
        await rig.Store.AppendAsync(Id, BackupRig.Messages("more"));
        await rig.RewriteAsync(1, RewriteReason.Undo, "four");
        Take(rig, 3, "theirs");
        if (killed)
        {
            rig.Disk.KillProcess();
            rig.Open();
        }

        await rig.Store.CheckpointAsync();

        Assert.Equal(["one", "four", "theirs"], await rig.TextsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Written_OverAnExtensionThatWaits_LosesNothing(bool killed)
    {
        await using var rig = await WithoutShardsAsync("one", "two");
        await rig.ExtendAsync(2, "three");
        Take(rig, 2, "theirs");
        if (killed)
        {
            rig.Disk.KillProcess();
            rig.Open();
        }

        await rig.Store.CheckpointAsync();

        Assert.Equal(["one", "two", "theirs", "three"], await rig.TextsAsync());
    }

    [Fact]
    public async Task Taken_ThenKilled_ComesBackAtTheStart()
    {
        await using var rig = await OpenAsync("one", "two", "three");
        var life = LifeOf(rig);
        Take(rig, 1);
        rig.Disk.KillProcess();
        rig.Open();

        var report = await rig.Store.OpenAsync();

        Assert.Equal(["one", "two", "three"], await rig.TextsAsync());
        Assert.Equal(life, LifeOf(rig));
        Assert.Equal(
            Id, Assert.Single(report.Findings, finding => finding.Kind == FindingKinds.ForeignWriteMerged).SessionId);
    }

    // The reference keeps the file as it was when it saves less: that is a document of ours, byte for byte.
    [Fact]
    public async Task Taken_WhileTheStoreWasClosed_ComesBackFromTheBackupThatTheReferenceMade()
    {
        await using var rig = await OpenAsync("one", "two", "three");
        await rig.Store.DisposeAsync();
        var (life, revision) = (LifeOf(rig), RevisionOf(rig));
        rig.Disk.Seed($"{BackupRig.Root}/s1.json.bak", rig.Bytes("s1.json"));
        var foreign = Take(rig, 1, "theirs");
        EmptyJournal(rig);
        rig.Open();

        await rig.Store.OpenAsync();

        Assert.Equal(["one", "two", "three", "theirs"], await rig.TextsAsync());
        Assert.Equal(life, LifeOf(rig));
        Assert.True(RevisionOf(rig) > revision);
        Assert.Contains(rig.Names("_quarantine/"), name => rig.Bytes(name).AsSpan().SequenceEqual(foreign));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Taken_OnPurpose_StaysTaken_AndWhatItWasIsKept(bool closed)
    {
        await using var rig = await OpenAsync("one", "two", "three");
        rig.Advance(TimeSpan.FromSeconds(1));
        Take(rig, 1, change: document => document["intentional_shrink_generation"] = Guid.NewGuid().ToString("N"));
        if (closed)
        {
            rig.Disk.KillProcess();
            rig.Open();
        }

        await rig.Store.AppendAsync(Id, BackupRig.Messages("ours"));
        await rig.Store.CheckpointAsync();

        Assert.Equal(["one", "ours"], await rig.TextsAsync());
        Assert.Equal(["0: one two three"], await rig.GenerationsAsync());
        Assert.Equal("foreign", (await rig.GenerationAsync(0)).Reason);
    }

    // WEAKNESSES.md, W-03: what has as many messages as before is not looked at.
    [Fact]
    public async Task W03_a_replacement_by_as_many_other_messages_loses_nothing()
    {
        await using var rig = await OpenAsync("one", "two");
        Take(rig, 0, "x", "y");

        await rig.Store.AppendAsync(Id, BackupRig.Messages("ours"));
        await rig.Store.CheckpointAsync();

        Assert.Equal(["one", "two", "x", "y", "ours"], await rig.TextsAsync());
    }

    [Fact]
    public async Task Edited_MessagesWithTheSameId_AreWhatTheOtherProgramMadeOfThem()
    {
        await using var rig = await OpenAsync("one", "two", "three");
        Take(rig, 2, change: document => document["messages"]![0]!["content"] = "edited");

        await rig.Store.AppendAsync(Id, BackupRig.Messages("ours"));
        await rig.Store.CheckpointAsync();

        Assert.Equal(["edited", "two", "three", "ours"], await rig.TextsAsync());
    }

    // What this store took away on purpose is no loss that another program made.
    [Fact]
    public async Task Undone_HereAndWrittenOverThere_StaysUndone()
    {
        await using var rig = await OpenAsync("one", "two", "three");
        await rig.RewriteAsync(2, RewriteReason.Undo);
        await rig.Store.CheckpointAsync();
        Take(rig, 1, "theirs");

        await rig.Store.AppendAsync(Id, BackupRig.Messages("ours"));
        await rig.Store.CheckpointAsync();

        Assert.Equal(["one", "two", "theirs", "ours"], await rig.TextsAsync());
        await rig.Store.DisposeAsync();
        Take(rig, 1);
        EmptyJournal(rig);
        rig.Open();
        Assert.Equal(["one"], await rig.TextsAsync());
    }

    // What they added meanwhile was never ours to take away.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Rewrite_WaitingWhileTheOtherProgramWrites_WinsAndTheirMessagesFollow(int kept)
    {
        await using var rig = await OpenAsync("one", "two", "three");
        await rig.RewriteAsync(kept, RewriteReason.Edit, "ours");
        Take(rig, 3, "theirs");
        string[] expected = kept == 0 ? ["ours", "theirs"] : ["one", "ours", "theirs"];

        Assert.Equal(expected, await rig.TextsAsync());
        await rig.Store.CheckpointAsync();

        Assert.Equal(expected, await rig.TextsAsync());
        Assert.Equal(["0: one two three"], await rig.GenerationsAsync());
    }

    [Fact]
    public async Task Rewrite_OfWhatTheOtherProgramHadWritten_TakesThatAwayToo()
    {
        await using var rig = await OpenAsync("one");
        Take(rig, 1, "theirs");
        Assert.Equal(["one", "theirs"], await rig.TextsAsync());

        await rig.RewriteAsync(0, RewriteReason.Clear);
        await rig.Store.CheckpointAsync();

        Assert.Empty(await rig.TextsAsync());
        Assert.Equal(["0: one theirs"], await rig.GenerationsAsync());
    }

    [Fact]
    public async Task Damaged_WhileTheStoreIsOpen_IsPutTogetherFromTheJournal()
    {
        await using var rig = await OpenAsync("one", "two");
        await rig.Store.AppendAsync(Id, BackupRig.Messages("three"));
        await rig.Store.CheckpointAsync();
        rig.Disk.Seed($"{BackupRig.Root}/s1.json", "{\"session_id\":");

        Assert.Equal(["one", "two", "three"], await rig.TextsAsync());
        await rig.Store.AppendAsync(Id, BackupRig.Messages("four"));
        await rig.Store.CheckpointAsync();

        Assert.Equal(["one", "two", "three", "four"], await rig.TextsAsync());
        Assert.Equal("{\"session_id\":"u8, rig.Bytes("_quarantine/s1.1.json"));
    }

    // A life that only a backup knows goes on all the same.
    [Fact]
    public async Task Life_ThatOnlyABackupKnows_GoesOn()
    {
        await using var rig = await OpenAsync("one", "two");
        await rig.RewriteAsync(1, RewriteReason.Undo);
        await rig.Store.DisposeAsync();
        var life = LifeOf(rig);
        Take(rig, 1, "theirs");
        EmptyJournal(rig);
        rig.Open();

        await rig.Store.OpenAsync();

        Assert.Equal(["one", "theirs"], await rig.TextsAsync());
        Assert.Equal(life, LifeOf(rig));
        Assert.Equal(["0: one two"], await rig.GenerationsAsync());
    }

    [Fact]
    public async Task Deleted_Life_DoesNotGoOn()
    {
        await using var rig = await OpenAsync("one", "two");
        var old = rig.Bytes("s1.json");
        var life = LifeOf(rig);
        await rig.Store.DeleteAsync(Id);
        await rig.Store.CreateAsync(new() { Id = Id, ReplaceDeleted = true, Messages = BackupRig.Messages("new") });
        await rig.Store.DisposeAsync();
        rig.Disk.Seed($"{BackupRig.Root}/s1.json.bak", old);
        Take(rig, 1, "theirs");
        EmptyJournal(rig);
        rig.Open();
        await rig.Store.OpenAsync();

        Assert.DoesNotContain(
            life, rig.Tree.Names.Contains("s1.json") ? rig.Text("s1.json") : "", StringComparison.Ordinal);
        if (await rig.Store.LoadAsync(Id) is { } session)
            Assert.DoesNotContain("one", session.Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task Load_JournalCannotBeRead_SaysSoInsteadOfShowingLess()
    {
        await using var rig = await OpenAsync("one", "two");
        Take(rig, 1);
        using var fault = rig.Disk.Fail(
            new(CrashOperationKind.ListDirectory, FaultEffect.NotApplied) { Times = int.MaxValue });

        await Assert.ThrowsAsync<StoreUnavailableException>(() => rig.Store.LoadAsync(Id));

        fault.Dispose();
        Assert.Equal(["one", "two"], await rig.TextsAsync());
    }

    private static async Task<BackupRig> OpenAsync(params string[] texts)
    {
        var rig = await BackupRig.OpenAsync(texts);
        await rig.Store.CheckpointAsync();
        return rig;
    }

    // Of a session whose records are all in its document, and left the journal with their shards.
    private static async Task<BackupRig> WithoutShardsAsync(params string[] texts)
    {
        var rig = await BackupRig.OpenAsync(texts);
        rig.Options.MaxShardBytes = 1;
        await rig.ReopenAsync();
        for (var shards = 0; shards < 3; shards++)
        {
            await rig.Store.UpdateMetadataAsync(Id, metadata => metadata with { Title = $"{shards}" });
            rig.Advance(TimeSpan.FromMinutes(1));
        }

        return rig;
    }

    // As the reference does it: it knows nothing of lives, and writes what it has in its memory.
    private static byte[] Take(BackupRig rig, int kept, params string[] added) =>
        Take(rig, kept, added, static _ => { });

    private static byte[] Take(BackupRig rig, int kept, Action<JsonObject> change) => Take(rig, kept, [], change);

    private static byte[] Take(BackupRig rig, int kept, string[] added, Action<JsonObject> change)
    {
        var document = JsonNode.Parse(rig.Bytes("s1.json"))!.AsObject();
        foreach (var ours in new[] { "life", "revision", "format", "_crc", "message_count", "open_turn",
            "recent_turns" }) document.Remove(ours);
        var messages = document["messages"]!.AsArray();
        while (messages.Count > kept) messages.RemoveAt(messages.Count - 1);
        foreach (var text in added) messages.Add(new JsonObject { ["role"] = "user", ["content"] = text });
        change(document);
        var bytes = System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
        rig.Disk.Seed($"{BackupRig.Root}/s1.json", bytes);
        return bytes;
    }

    private static void EmptyJournal(BackupRig rig)
    {
        foreach (var shard in rig.Names("_journal/").ToList()) rig.Disk.DeleteFile($"{BackupRig.Root}/{shard}");
    }

    private static string LifeOf(BackupRig rig) => JsonNode.Parse(rig.Bytes("s1.json"))!["life"]!.GetValue<string>();

    private static long RevisionOf(BackupRig rig) =>
        JsonNode.Parse(rig.Bytes("s1.json"))!["revision"]!.GetValue<long>();
}
