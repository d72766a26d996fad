using System.Text;
using System.Text.Json;
using SessionPersistence.Testing;
using SessionPersistence.Tests.FileStore;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests;

public sealed class SessionStoreExtensionsTests
{
    private static SessionId Id => BackupRig.Id;

    private static SessionId Other { get; } = SessionId.Parse("other");

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Fork_BeginsWithTheFirstMessages(int atMessage)
    {
        await using var rig = await BackupRig.OpenAsync("one", "two", "three");
        var parent = (await rig.Store.LoadAsync(Id))!;

        var fork = await rig.Store.ForkAsync(Id, atMessage, Other);

        Assert.Equal(
            parent.Messages.Take(atMessage).Select(m => m.ToString()), fork.Messages.Select(m => m.ToString()));
        Assert.Equal((Other, Id, "t"), (fork.Id, fork.Metadata.Parent!.Value, fork.Metadata.Title));
        await rig.ReopenAsync();
        Assert.Equal(fork.Metadata, (await rig.Store.LoadAsync(Other))!.Metadata);
        Assert.Equal(["one", "two", "three"], await rig.TextsAsync());
    }

    [Fact]
    public async Task Fork_TakesTheAttributesButNotThePlaceOfTheOldOne()
    {
        await using var rig = await BackupRig.OpenAsync();
        using var property = JsonDocument.Parse("1.50");
        await rig.Store.CreateAsync(new()
        {
            Id = Id,
            Title = "old",
            Workspace = "w",
            Model = "m",
            ModelProvider = "p",
            Profile = "f",
            ProjectId = "j",
            WorktreePath = "/tree",
            Pinned = true,
            Archived = true,
            Properties = new Dictionary<string, JsonElement> { ["x"] = property.RootElement.Clone() },
        });

        var fork = (await rig.Store.ForkAsync(Id, 0, title: "new")).Metadata;

        Assert.Equal(("new", "w", "m", "p", "f", "j"),
            (fork.Title, fork.Workspace, fork.Model, fork.ModelProvider, fork.Profile, fork.ProjectId));
        Assert.Equal((null, false, false), (fork.WorktreePath, fork.Pinned, fork.Archived));
        Assert.Equal("1.50", fork.Properties["x"].GetRawText());
    }

    [Fact]
    public async Task Fork_ImpossibleOnes_AreRefused()
    {
        await using var rig = await BackupRig.OpenAsync("one");

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => rig.Store.ForkAsync(Id, 2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => rig.Store.ForkAsync(Id, -1));
        await Assert.ThrowsAsync<SessionNotFoundException>(() => rig.Store.ForkAsync(Other, 0));
        await Assert.ThrowsAsync<SessionExistsException>(() => rig.Store.ForkAsync(Id, 1, Id));
    }

    [Fact]
    public async Task ForkAndExport_DeletedSession_SayThatItWasDeleted()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        await rig.Store.DeleteAsync(Id);

        Assert.True((await Assert.ThrowsAsync<SessionNotFoundException>(() => rig.Store.ForkAsync(Id, 0))).WasDeleted);
        Assert.True((await Assert.ThrowsAsync<SessionNotFoundException>(
            () => rig.Store.ExportAsync(Id, Stream.Null))).WasDeleted);
        Assert.False(
            (await Assert.ThrowsAsync<SessionNotFoundException>(() => rig.Store.ForkAsync(Other, 0))).WasDeleted);
    }

    // WEAKNESSES.md, W-58 and W-22: to compact, the only copy is renamed before the new content is durable, and
    // the turn loses its identity.
    [Fact]
    public async Task W58_W22_a_host_that_rotates_ids_by_forking_loses_nothing()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two", "three");
        var turn = await rig.Store.BeginTurnAsync(
            Id, BackupRig.Messages("prompt"), new() { TurnId = TurnId.Parse("t1") });

        var rotated = await rig.Store.ForkAsync(Id, 0, Other);
        await rig.Store.AppendAsync(rotated.Id, [SessionMessage.System("summary of one, two, three")]);
        await turn.CompleteAsync([SessionMessage.Assistant("answer")]);
        await rig.ReopenAsync();

        Assert.Equal(["one", "two", "three", "prompt", "answer"], await rig.TextsAsync());
        var again = await rig.Store.BeginTurnAsync(
            Id, BackupRig.Messages("prompt"), new() { TurnId = TurnId.Parse("t1") });
        Assert.Equal(TurnOutcome.Completed, again.Outcome);
        var child = (await rig.Store.LoadAsync(Other))!;
        Assert.Equal(
            (Id, "summary of one, two, three"), (child.Metadata.Parent!.Value, Assert.Single(child.Messages).Text));
    }

    [Fact]
    public async Task Compaction_KeepsTheIdAndTheTranscript()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two", "three");

        await rig.RewriteAsync(0, RewriteReason.Compaction, "summary");

        Assert.Equal(["summary"], await rig.TextsAsync());
        Assert.Equal(["0: one two three"], await rig.GenerationsAsync());
    }

    [Fact]
    public async Task Export_ThenImport_IsTheSameTokenForToken()
    {
        await using var rig = await BackupRig.OpenAsync();
        using var property = JsonDocument.Parse("""{"big":12345678901234567890,"s":"\ud83d","n":[1.0,1e400]}""");
        var message = SessionMessage.Parse(
            """{"role":"user","content":"a\u2028b \ud83d","own":{"x":1.50,"x2":-0},"message_id":"m1"}""");
        var created = await rig.Store.CreateAsync(new()
        {
            Id = Id,
            Title = "t\"\n",
            Pinned = true,
            Parent = Other,
            WorktreePath = "/tree",
            Properties = new Dictionary<string, JsonElement> { ["p"] = property.RootElement.Clone() },
            Messages = [message, SessionMessage.Assistant("b")],
        });
        using var document = new MemoryStream();

        await rig.Store.ExportAsync(Id, document);
        var imported = await new InMemorySessionStore().ImportAsync(new MemoryStream(document.ToArray()), Other);
        var again = await rig.Store.ImportAsync(new MemoryStream(document.ToArray()));

        foreach (var session in new[] { imported, again })
        {
            Assert.Equal(created.Messages.Select(m => m.ToString()), session.Messages.Select(m => m.ToString()));
            Assert.Equal(("t\"\n", true, Other, "/tree"), (session.Metadata.Title, session.Metadata.Pinned,
                session.Metadata.Parent!.Value, session.Metadata.WorktreePath));
            Assert.Equal(property.RootElement.GetRawText(), session.Metadata.Properties["p"].GetRawText());
        }

        Assert.Equal(Other, imported.Id);
        Assert.NotEqual(Id, again.Id);
        Assert.True(JsonTokens.IsJson(document.ToArray()));
        Assert.Equal(JsonTokens.Of("\"portable-1\""u8), JsonTokens.Members(document.ToArray())["format"]);
    }

    [Fact]
    public async Task Export_PutInADirectory_IsADocumentThatAStoreAdopts()
    {
        await using var rig = await BackupRig.OpenAsync("one", "two");
        using var document = new MemoryStream();
        await rig.Store.ExportAsync(Id, document);
        await using var another = await BackupRig.OpenAsync();
        another.Disk.Seed($"{BackupRig.Root}/s1.json", document.ToArray());

        Assert.Equal(["one", "two"], await another.TextsAsync());
        await another.Store.AppendAsync(Id, BackupRig.Messages("three"));
        await another.ReopenAsync();
        Assert.Equal(["one", "two", "three"], await another.TextsAsync());
    }

    [Fact]
    public async Task Export_UnknownSession_WritesNothing()
    {
        await using var rig = await BackupRig.OpenAsync();
        using var document = new MemoryStream();

        await Assert.ThrowsAsync<SessionNotFoundException>(() => rig.Store.ExportAsync(Id, document));

        Assert.Equal(0, document.Length);
    }

    // Every way in which a file may have been cut off.
    [Fact]
    public async Task Import_CutAnywhere_CreatesNothing()
    {
        await using var rig = await BackupRig.OpenAsync("one");
        using var document = new MemoryStream();
        await rig.Store.ExportAsync(Id, document);
        var whole = document.ToArray();

        for (var length = 0; length < whole.Length - 2; length++)
        {
            await Assert.ThrowsAsync<SessionImportException>(
                () => rig.Store.ImportAsync(new MemoryStream(whole[..length])));
        }

        Assert.Single((await rig.Store.ListAsync(new())).Items);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"messages":5}""")]
    [InlineData("""{"messages":null}""")]
    [InlineData("""{"messages":{}}""")]
    [InlineData("""{"messages":["text"]}""")]
    [InlineData("""{"messages":[{}]} x""")]
    [InlineData("""{"messages":[{"role":"user" "content":1}]}""")]
    [InlineData("""{"format":"portable-x","messages":[]}""")]
    public async Task Import_NoSession_ThrowsAndCreatesNothing(string text)
    {
        await using var rig = await BackupRig.OpenAsync();

        await Assert.ThrowsAsync<SessionImportException>(
            () => rig.Store.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(text))));

        Assert.Empty((await rig.Store.ListAsync(new())).Items);
    }

    [Fact]
    public async Task Import_InvalidUtf8AndEndlessInput_AreRefused()
    {
        await using var rig = await BackupRig.OpenAsync();

        await Assert.ThrowsAsync<SessionImportException>(
            () => rig.Store.ImportAsync(new MemoryStream([.. """{"messages":[],"title":" """u8, 0xFF, .. "\"}"u8])));
        await Assert.ThrowsAsync<SessionImportException>(() => rig.Store.ImportAsync(new EndlessStream()));
    }

    [Theory]
    [InlineData("""{"format":"portable-2","messages":[]}""", 2)]
    [InlineData("""{"format":7,"life":"00112233445566aa","messages":[]}""", 7)]
    public async Task Import_NewerFormat_SaysSo(string text, long format)
    {
        await using var rig = await BackupRig.OpenAsync();

        var unsupported = await Assert.ThrowsAsync<UnsupportedFormatException>(
            () => rig.Store.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(text))));

        Assert.Equal(format, unsupported.Format);
    }

    [Fact]
    public async Task Import_DeepAndHostileMembers_DoesNotOverflow()
    {
        await using var rig = await BackupRig.OpenAsync();
        var deep = new string('[', 200_000) + new string(']', 200_000);

        var session = await rig.Store.ImportAsync(new MemoryStream(Encoding.UTF8.GetBytes(
            $$$"""{"session_id":"../../etc/passwd","title":5,"properties":{"p":{{{deep}}}},"x":{{{deep}}},"messages":[{"role":"user","content":{{{deep}}}}]}""")));

        Assert.Null(session.Metadata.Title);
        Assert.Empty(session.Metadata.Properties);
        Assert.Single(session.Messages);
    }

    [Fact]
    public async Task Import_ADocumentOfTheReference_TakesAttributesAndMessages()
    {
        await using var rig = await BackupRig.OpenAsync();
        var file = Path.Combine(AppContext.BaseDirectory, "Fixtures", "hermes", "clean-small", "sessions");
        var path = Directory.EnumerateFiles(file, "*.json").Where(name => !Path.GetFileName(name).StartsWith('_'))
            .Order(StringComparer.Ordinal).First();

        await using var source = File.OpenRead(path);
        var session = await rig.Store.ImportAsync(source, Other);

        var messages = JsonTokens.Messages(File.ReadAllBytes(path));
        Assert.Equal(messages.Count, session.Messages.Count);
        Assert.All(messages.Zip(session.Messages), pair => Assert.StartsWith(pair.First.TrimEnd(
            '\n')[..^"EndObject }".Length], JsonTokens.Of(pair.Second.Utf8Json.Span), StringComparison.Ordinal));
        Assert.Equal(JsonTokens.Members(File.ReadAllBytes(path))["model"], $"String {session.Metadata.Model}\n");
    }

    [Fact]
    public async Task Import_MoreThanARecordHolds_SaysTheLimitAndCreatesNothing()
    {
        await using var rig = await BackupRig.OpenAsync();
        rig.Options.MaxRecordBytes = 2000;
        await rig.ReopenAsync();
        using var document = new MemoryStream();
        await using (var large = await BackupRig.OpenAsync(new string('x', 3000)))
            await large.Store.ExportAsync(Id, document);

        var refused = await Assert.ThrowsAsync<SessionTooLargeException>(
            () => rig.Store.ImportAsync(new MemoryStream(document.ToArray()), Other));

        Assert.Equal((Other, 2000), (refused.SessionId, refused.Limit));
        Assert.InRange(refused.Bytes, 3000, 4000);
        Assert.Empty((await rig.Store.ListAsync(new())).Items);
        await rig.Store.CreateAsync(new() { Id = Other });
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(buffer.Length);
    }
}
