using System.Globalization;
using System.Text.Json;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;
using Xunit.Abstractions;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Many writers on one session: nothing that was acknowledged is lost, doubled or out of order.</summary>
public sealed class LostUpdateTests(ITestOutputHelper output)
{
    private const int Writers = 64;
    private const int WritesEach = 12;
    private const int Seed = 20260102;
    private static readonly SessionId Id = SessionId.Parse("s1");

    [Fact]
    public async Task Writers_64OnOneSession_LoseNoUpdate()
    {
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, {Writers} writers, {WritesEach} writes each"));
        var disk = new InMemoryFileSystem();
        var history = new History();
        await using (var store = New(disk))
        {
            await store.CreateAsync(new() { Id = Id });
            await Task.WhenAll(
                Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(store, writer, history))));
            await CheckAsync(store, history);
        }

        await using var again = New(disk);
        await CheckAsync(again, history);
        Assert.NotEmpty(history.Conflicts);
    }

    // WEAKNESSES.md, W-46: two servers read, modify and replace: the last writer wins.
    [Fact]
    public async Task W46_a_second_owner_is_refused_and_a_stale_writer_too()
    {
        var disk = new InMemoryFileSystem();
        await using var store = New(disk);
        var session = await store.CreateAsync(new() { Id = Id, Messages = [SessionMessage.User("one")] });
        await using var second = New(disk);

        var inUse = await Assert.ThrowsAsync<StoreInUseException>(() => second.OpenAsync());
        var newest = (await store.AppendAsync(Id, [SessionMessage.User("two")], session.Revision)).Revision;
        var append = await Assert.ThrowsAsync<SessionConflictException>(
            () => store.AppendAsync(Id, [SessionMessage.User("lost")], session.Revision));
        var rewrite = await Assert.ThrowsAsync<SessionConflictException>(
            () => store.RewriteAsync(Id, session.Messages, RewriteReason.Edit, session.Revision));
        var create = await Assert.ThrowsAsync<SessionExistsException>(() => store.CreateAsync(new() { Id = Id }));

        Assert.Equal(Environment.ProcessId, inUse.Owner?.ProcessId);
        Assert.Equal((session.Revision, newest), (append.ExpectedRevision, append.ActualRevision));
        Assert.Equal((session.Revision, newest), (rewrite.ExpectedRevision, rewrite.ActualRevision));
        Assert.Equal(Id, create.Existing);
        Assert.Equal(["one", "two"], (await store.LoadAsync(Id))!.Messages.Select(message => message.Text));
    }

    // WEAKNESSES.md, W-57: the wall clock orders everything.
    [Fact]
    public async Task W57_a_clock_that_goes_back_changes_no_order()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two", "three");
        var revisions = new List<long>();
        for (var step = 0; step < 5; step++)
        {
            rig.Advance(-TimeSpan.FromDays(30));
            revisions.Add((await rig.Store.AppendAsync(BackupRig.Id, BackupRig.Messages($"m{step}"))).Revision);
            revisions.Add(await rig.RewriteAsync(3, RewriteReason.Undo));
        }

        rig.Disk.KillProcess();
        rig.Open();

        Assert.Equal(revisions.Order(), revisions);
        Assert.Equal(["one", "two", "three"], await rig.TextsAsync());
        Assert.Equal(5, (await rig.Guard.ListAsync(BackupRig.Id)).Count);
        await rig.Store.DeleteAsync(BackupRig.Id);
        rig.Advance(-TimeSpan.FromDays(1000));
        await rig.ReopenAsync();
        Assert.Null(await rig.Store.LoadAsync(BackupRig.Id));
    }

    private static FileSessionStore New(InMemoryFileSystem disk) =>
        new(
            new() { Directory = "/store", LockTimeout = TimeSpan.Zero },
            new() { FileSystem = disk, TimeProvider = new SteppedTime() });

    private static async Task WriteAsync(FileSessionStore store, int writer, History history)
    {
        var random = new Random(Seed + writer);
        for (var n = 0; n < WritesEach; n++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"w{writer}-{n}");
            if (random.Next(3) == 0) await CountAsync(store, writer, history);
            else if (random.Next(2) == 0)
                history.Appended((await store.AppendAsync(Id, [SessionMessage.User(text)])).Revision, text);
            else await AppendToWhatWasSeenAsync(store, text, history);
        }
    }

    // As a host does that read the session before: on a conflict it reads again.
    private static async Task AppendToWhatWasSeenAsync(FileSessionStore store, string text, History history)
    {
        while (true)
        {
            var seen = (await store.LoadMetadataAsync(Id))!.Revision;
            await Task.Yield();
            try
            {
                history.Appended((await store.AppendAsync(Id, [SessionMessage.User(text)], seen)).Revision, text);
                return;
            }
            catch (SessionConflictException conflict)
            {
                Assert.True(conflict.ActualRevision > seen);
                history.Conflicts.Enqueue(conflict.ActualRevision);
            }
        }
    }

    private static async Task CountAsync(FileSessionStore store, int writer, History history)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"counter{writer % 4}");
        await store.UpdateMetadataAsync(Id, metadata =>
        {
            var count = metadata.Properties.TryGetValue(name, out var value) ? value.GetInt32() : 0;
            var properties = new Dictionary<string, JsonElement>(
                metadata.Properties) { [name] = JsonSerializer.SerializeToElement(count + 1) };
            return metadata with { Properties = properties };
        });
        history.Counted(name);
    }

    private static async Task CheckAsync(FileSessionStore store, History history)
    {
        var session = (await store.LoadAsync(Id))!;

        Assert.Equal(history.InOrder, session.Messages.Select(message => message.Text));
        Assert.Equal(history.Counters,
            session.Metadata.Properties.ToDictionary(property => property.Key, property => property.Value.GetInt32()));
        Assert.Equal(history.Writes + 1, session.Revision);
    }

    /// <summary>What was acknowledged.</summary>
    private sealed class History
    {
        private readonly SortedDictionary<long, string> _appended = [];
        private readonly Dictionary<string, int> _counters = [];

        public System.Collections.Concurrent.ConcurrentQueue<long> Conflicts { get; } = [];

        public IEnumerable<string> InOrder => _appended.Values;

        public IReadOnlyDictionary<string, int> Counters => _counters;

        public long Writes { get; private set; }

        public void Appended(long revision, string text)
        {
            lock (_appended)
            {
                _appended.Add(revision, text);
                Writes++;
            }
        }

        public void Counted(string name)
        {
            lock (_appended)
            {
                _counters[name] = _counters.GetValueOrDefault(name) + 1;
                Writes++;
            }
        }
    }
}
