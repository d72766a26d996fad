using System.Text.Json;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Stores that earlier versions left behind.</summary>
public sealed class RecordedStoreTests : IDisposable
{
    private static readonly string Recorded = Path.Combine(AppContext.BaseDirectory, "Fixtures", "stores", "first");
    private readonly TempFolder _folder = TempFolder.ForCaller("RecordedStore");

    public RecordedStoreTests() => Copy(Path.Combine(Recorded, "store"), _folder.Root);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_of_a_recorded_store_reads_every_message()
    {
        await using var store = NewStore();

        var report = await store.OpenAsync();

        Assert.Equal(
            [FindingKinds.DeletionUnfinished, FindingKinds.TurnInterrupted],
            report.Findings.Select(finding => finding.Kind).Order());
        AssertSame(Expected(), await ReadAsync(store));
    }

    [Fact]
    public async Task Write_to_each_session_of_a_recorded_store_is_there_after_a_restart()
    {
        var expected = Expected();
        await using (var store = NewStore())
        {
            foreach (var (id, session) in expected)
            {
                await store.AppendAsync(SessionId.Parse(id), [SessionMessage.User("written later")]);
                session.Texts.Add("written later");
            }
        }

        await using var next = NewStore();
        var report = await next.OpenAsync();

        Assert.Empty(report.Findings);
        AssertSame(expected, await ReadAsync(next));
    }

    [Fact]
    public async Task Reading_alone_of_a_recorded_store_shows_the_open_turn()
    {
        await using var store = NewStore(StoreAccess.ReadOnly);
        var expected = Expected();

        var seen = await ReadAsync(store);

        Assert.Equal(["turn-open"], await store.ListOpenTurnsAsync().Select(turn => turn.TurnId.Value).ToListAsync());
        Assert.Equal(["asked before the kill", ""], seen["open"].Texts);
        Assert.True(expected.Remove("open") && seen.Remove("open"));
        AssertSame(expected, seen);
    }

    [Theory]
    [InlineData("half")]
    [InlineData("gone")]
    public async Task Deleted_sessions_of_a_recorded_store_stay_deleted(string deleted)
    {
        await using var store = NewStore();
        var id = SessionId.Parse(deleted);

        Assert.Null(await store.LoadAsync(id));
        await Assert.ThrowsAsync<SessionDeletedException>(() => store.CreateAsync(new() { Id = id }));
        Assert.DoesNotContain(_folder.Names(), name => name.StartsWith(deleted, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Generations_of_a_recorded_store_are_listed_and_restored()
    {
        await using var store = NewStore();
        var backups = store.GetService<BackupGuard>()!;

        var list = await backups.ListAsync(SessionId.Parse("generations"));

        Assert.Equal(["undo", "edit", "clear"], list.Select(backup => backup.Reason));
        await backups.RestoreAsync(list[0]);
        var restored = await store.LoadAsync(SessionId.Parse("generations"));
        Assert.Equal(
            ["g0", "ga0", "g1", "ga1", "g2", "ga2", "g3", "ga3"],
            restored!.Messages.Select(message => message.Text));
    }

    [Theory]
    [InlineData("turn-2", TurnOutcome.Completed)]
    [InlineData("turn-9", TurnOutcome.Interrupted)]
    [InlineData("turn-17", TurnOutcome.Completed)]
    public async Task Recent_turns_of_a_recorded_store_are_known(string turnId, TurnOutcome outcome)
    {
        await using var store = NewStore();

        await using var turn = await store.BeginTurnAsync(
            SessionId.Parse("turns"),
            [SessionMessage.User(turnId.Replace("turn-", "question ", StringComparison.Ordinal))],
            new() { TurnId = TurnId.Parse(turnId) });

        Assert.Equal(outcome, turn.Outcome);
    }

    private FileSessionStore NewStore(StoreAccess access = StoreAccess.ReadWrite) =>
        new(new() { Directory = _folder.Root, LockTimeout = TimeSpan.Zero, Access = access });

    private static Dictionary<string, SeenRecording> Expected()
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Recorded, "expected.json")));
        return expected.RootElement.EnumerateObject().ToDictionary(
            session => session.Name,
            session => new SeenRecording(
                session.Value.GetProperty("title").GetString(),
                [.. session.Value.GetProperty("messages").EnumerateArray().Select(message => message.GetRawText())],
                [.. session.Value.GetProperty("messages").EnumerateArray()
                    .Select(message => SessionMessage.Parse(message.GetRawText()).Text)]));
    }

    private static async Task<Dictionary<string, SeenRecording>> ReadAsync(FileSessionStore store)
    {
        var seen = new Dictionary<string, SeenRecording>();
        foreach (var listed in (await store.ListAsync(new() { Limit = 100 })).Items)
        {
            var session = await store.LoadAsync(listed.Id);
            seen.Add(listed.Id.Value, new(
                listed.Title,
                [.. session!.Messages.Select(message => message.ToString())],
                [.. session.Messages.Select(message => message.Text)]));
        }

        return seen;
    }

    // What recovery adds gets ids, and maybe times, of its own: of these the text counts.
    private static void AssertSame(Dictionary<string, SeenRecording> expected, Dictionary<string, SeenRecording> seen)
    {
        Assert.Equal(expected.Keys.Order(), seen.Keys.Order());
        foreach (var (id, session) in expected)
        {
            Assert.Equal(session.Title, seen[id].Title);
            Assert.Equal(session.Texts, seen[id].Texts);
            Assert.Equal(Recordable(session), Recordable(seen[id]).Take(Recordable(session).Count()));
        }
    }

    private static IEnumerable<string> Recordable(SeenRecording session) =>
        session.Messages.Where(message => !message.Contains("\"_interrupted\"", StringComparison.Ordinal)
            && !message.Contains("\"_partial\"", StringComparison.Ordinal)
            && !message.Contains("\"_error\"", StringComparison.Ordinal));

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var directory in Directory.EnumerateDirectories(from))
            Copy(directory, Path.Combine(to, Path.GetFileName(directory)));
    }

    private sealed record SeenRecording(string? Title, List<string> Messages, List<string> Texts);
}
