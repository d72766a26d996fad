using System.Text;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Crash;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Repeats in a store of files: what is kept for them, and where. What they are, the conformance cases
/// say.</summary>
public sealed class RepeatTests : IAsyncLifetime
{
    private readonly StoreRig _rig = new();

    public async Task InitializeAsync() => await _rig.OpenAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task AppendAsync_WithoutIds_KeepsNothing()
    {
        var id = await _rig.CreateAsync("a");

        await _rig.AppendAsync(id, "one");
        await using (var turn = await _rig.Store.BeginTurnAsync(id, [SessionMessage.User("q")]))
            await turn.CompleteAsync([SessionMessage.Assistant("a")]);
        await _rig.Store.CheckpointAsync(id);

        Assert.DoesNotContain("recent_writes", Document(id), StringComparison.Ordinal);
    }

    // The bound, from beyond: it is forgotten, and taken for a new message.
    [Fact]
    public async Task AppendAsync_IdOfMoreThanTheKnownMessagesAgo_IsWritten()
    {
        var id = await _rig.CreateAsync("a");
        var first = (await _rig.Store.AppendAsync(id, [Said("a", "one")])).Revision;
        await _rig.Store.AppendAsync(id, [.. Enumerable.Range(1, 1024).Select(i => SessionMessage.User($"{i}"))]);

        var again = (await _rig.Store.AppendAsync(id, [Said("a", "one")])).Revision;

        Assert.Equal(first + 2, again);
    }

    // The shards are gone, the document alone says which write it was.
    [Fact]
    public async Task AppendAsync_RepeatWithoutAJournal_IsAnsweredWithTheFirstRevision()
    {
        var id = await _rig.CreateAsync("a");
        var first = (await _rig.Store.AppendAsync(id, [Said("a", "one"), Said("b", "two")])).Revision;
        await _rig.Store.AppendAsync(id, [Said("c", "three")]);
        await _rig.AppendAsync(id, "others");
        await _rig.ReopenAsync();
        await _rig.ReopenAsync();

        Assert.Contains($"\"recent_writes\": [[{first},0,2],[{first + 1},2,1],[{first + 2},3,1]]", Document(id),
            StringComparison.Ordinal);
        Assert.Equal(first, (await _rig.Store.AppendAsync(id, [Said("a", "one"), Said("b", "two")])).Revision);
        Assert.Equal(first + 1, (await _rig.Store.AppendAsync(id, [Said("c", "three")])).Revision);
    }

    // A document of a version that did not note it: from 0 nobody passes over what others wrote.
    [Fact]
    public async Task AppendAsync_RepeatOfAWriteThatNobodyKnows_IsAnsweredWithNone()
    {
        var id = await _rig.CreateAsync("a");
        for (var i = 0; i < 70; i++) await _rig.Store.AppendAsync(id, [Said($"m{i}", "text")]);
        await _rig.ReopenAsync();
        await _rig.ReopenAsync();

        var repeat = (await _rig.Store.AppendAsync(id, [Said("m5", "text")])).Revision;

        Assert.Equal(0, repeat);
        await Assert.ThrowsAsync<SessionConflictException>(() => _rig.Store.AppendAsync(id, [Said("n", "text")], repeat));
        Assert.Equal(71, (await _rig.Store.AppendAsync(id, [Said("m69", "text")])).Revision);
    }

    [Fact]
    public async Task AppendAsync_RepeatOfAnUnflushedWrite_WaitsForItsFlush()
    {
        var id = await _rig.CreateAsync("a");
        await _rig.Store.AppendAsync(id, [Said("z", "known")]);
        Task<WriteResult>? repeat = null;
        var other = _rig.Disk.Before(CrashOperationKind.Flush, StoreRig.AnyShard, () =>
        {
            repeat = _rig.Store.AppendAsync(id, [Said("a", "one")]);
            Assert.False(repeat.IsCompleted, "It was answered before what it repeats was durable.");
            return Task.CompletedTask;
        });

        var first = (await _rig.Store.AppendAsync(id, [Said("a", "one")])).Revision;
        await other;

        Assert.Equal((first, true), ((await repeat!).Revision, (await repeat).IsRepeat));
        Assert.Equal(["known", "one"], await _rig.TextsAsync(id));
    }

    // Another program took the message out: nobody has it any more, and the caller still wants it to be there.
    [Fact]
    public async Task AppendAsync_RepeatOfWhatAnotherProgramTookOut_IsWrittenAgain()
    {
        var id = await _rig.CreateAsync("a");
        await _rig.Store.AppendAsync(id, [Said("a", "one"), Said("b", "two")]);
        await _rig.ReopenAsync();
        await _rig.ReopenAsync();
        Assert.True((await _rig.Store.AppendAsync(id, [Said("a", "one")])).IsRepeat);
        var left = Document(id).Split('\n').Where(line => !line.Contains("\"one\"", StringComparison.Ordinal));
        _rig.Disk.Seed("/store/a.json", string.Join('\n', left));

        var again = await Task.Run(() => _rig.Store.AppendAsync(id, [Said("a", "one")]))
            .WaitAsync(TimeSpan.FromMinutes(1));

        Assert.False(again.IsRepeat);
        Assert.Equal(["two", "one"], await _rig.TextsAsync(id));
    }

    [Fact]
    public async Task AppendAsync_RepeatOfAWriteThatFails_Fails()
    {
        var id = await _rig.CreateAsync("a");
        await _rig.Store.AppendAsync(id, [Said("z", "known")]);
        Task<WriteResult>? repeat = null;
        var other = _rig.Disk.Before(CrashOperationKind.Flush, StoreRig.AnyShard, () =>
        {
            repeat = _rig.Store.AppendAsync(id, [Said("a", "one")]);
            return Task.CompletedTask;
        });
        _rig.Disk.Fail(new(CrashOperationKind.Flush, FaultEffect.PagesDropped)
            { PathPattern = "*.jsonl", Times = 9 });

        await Assert.ThrowsAsync<SessionWriteException>(() => _rig.Store.AppendAsync(id, [Said("a", "one")]));
        await other;

        await Assert.ThrowsAsync<SessionWriteException>(() => repeat!);
    }

    // The first message with an id of the caller makes the turn look at the disk: what is asked behind it must not
    // overtake it.
    [Fact]
    public async Task CompleteAsync_BehindAStepThatLearns_IsWrittenBehindIt()
    {
        var id = await _rig.CreateAsync("a");
        await _rig.AppendAsync(id, "before");
        await _rig.ReopenAsync();
        await using var turn = await _rig.Store.BeginTurnAsync(id, [SessionMessage.User("q")]);
        Task? complete = null;
        var reading = _rig.Disk.Before(CrashOperationKind.Read, "a.json", () =>
        {
            complete = turn.CompleteAsync([SessionMessage.Assistant("end")]);
            return Task.CompletedTask;
        });

        await turn.AppendAsync([Said("s", "step")]);
        await reading;
        await complete!;

        Assert.Equal(["before", "q", "step", "end"], await _rig.TextsAsync(id));
    }

    private static SessionMessage Said(string id, string text) => SessionMessage.User(text).WithIds(id);

    private string Document(SessionId id) => Encoding.UTF8.GetString(_rig.Bytes($"{id}.json"));
}
