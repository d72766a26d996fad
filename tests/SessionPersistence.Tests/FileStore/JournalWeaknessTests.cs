using SessionPersistence.Journal;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Weaknesses of the reference's turn journal that a store must not have; the numbers are those of its
/// description.</summary>
public sealed class JournalWeaknessTests : IAsyncLifetime
{
    private const string AnyDocument = "/store/.*.json.*";

    private readonly StoreRig _rig = new(maxShardBytes: 16 * 1024);

    public async Task InitializeAsync() => await _rig.OpenAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task W21_the_prompt_is_in_the_journal_before_anything_else_and_needs_no_document()
    {
        var id = await _rig.CreateAsync("s");
        _rig.Disk.Fail(new(CrashOperationKind.Write) { PathPattern = AnyDocument, Times = int.MaxValue });

        var turn = await _rig.Store.BeginTurnAsync(id, [SessionMessage.User("prompt")]);
        _rig.Advance(TimeSpan.FromSeconds(3));
        var report = await _rig.LosePowerAndOpenAsync();

        Assert.Equal("prompt", (await _rig.TextsAsync(id))[0]);
        Assert.Contains(report.Findings, finding => finding.TurnId == turn.Id);
    }

    [Fact]
    public async Task W21_a_prompt_that_is_not_in_the_journal_is_not_begun()
    {
        var id = await _rig.CreateAsync("s");
        _rig.FailFlushes(2);

        await Assert.ThrowsAsync<SessionWriteException>(
            () => _rig.Store.BeginTurnAsync(id, [SessionMessage.User("prompt")]));

        await _rig.LosePowerAndOpenAsync();
        Assert.Null(await _rig.Store.FindOpenTurnAsync(id));
    }

    [Fact]
    public async Task W22_a_turn_keeps_its_id_through_a_compaction_and_always_ends()
    {
        var id = await _rig.CreateAsync("s");
        var options = new TurnOptions { TurnId = TurnId.Parse("t1"), StreamId = "stream" };
        var turn = await _rig.Store.BeginTurnAsync(id, [SessionMessage.User("q")], options);
        var revision = (await _rig.Store.LoadMetadataAsync(id))!.Revision;

        // Not while the turn is open: what comes later would be of no turn.
        var refusal = await Assert.ThrowsAsync<TurnInProgressException>(
            () => _rig.Store.RewriteAsync(id, [SessionMessage.System("summary")], RewriteReason.Compaction, revision));
        revision = (await turn.CompleteAsync([SessionMessage.Assistant("a")])).Revision;
        await _rig.Store.RewriteAsync(id, [SessionMessage.System("summary")], RewriteReason.Compaction, revision);
        await _rig.LosePowerAndOpenAsync();

        Assert.Equal(turn.Id, refusal.OpenTurnId);
        Assert.Equal(
            TurnOutcome.Completed, (await _rig.Store.BeginTurnAsync(id, [SessionMessage.User("q")], options)).Outcome);
        await foreach (var open in _rig.Store.ListOpenTurnsAsync()) Assert.Fail($"{open} never ends.");
    }

    [Fact]
    public async Task W24_a_turn_reads_nothing_and_flushes_twice_however_long_the_session_is()
    {
        var id = await _rig.CreateAsync("s");
        for (var n = 0; n < 50; n++) await TurnAsync(id);
        await _rig.Store.CheckpointAsync(id);
        await TurnAsync(id);
        var operations = new List<CrashOperationKind>();
        _rig.Disk.BeforeOperation += operation => operations.Add(operation.Kind);

        await TurnAsync(id);

        Assert.DoesNotContain(CrashOperationKind.Read, operations);
        Assert.Equal(2, operations.Count(kind => kind == CrashOperationKind.Flush));
    }

    [Fact]
    public async Task W25_the_journal_does_not_grow_with_what_was_written()
    {
        var id = await _rig.CreateAsync("s");
        var largest = 0;
        for (var n = 0; n < 300; n++)
        {
            await TurnAsync(id);
            _rig.Advance(TimeSpan.FromMilliseconds(100));
            largest = Math.Max(largest, _rig.JournalNames().Length);
        }

        _rig.Settle();

        Assert.True(_rig.Records().Max(record => record.Revision) > 600);
        Assert.InRange(largest, 1, 6);
        Assert.InRange(_rig.JournalNames().Length, 1, 2);
    }

    [Fact]
    public async Task W29_partial_text_survives_the_loss_of_power_and_is_not_written_per_token()
    {
        var id = await _rig.CreateAsync("s");
        var turn = await _rig.Store.BeginTurnAsync(id, [SessionMessage.User("q")]);
        for (var token = 0; token < 1000; token++)
        {
            turn.ReportText($"{token} ");
            _rig.Advance(TimeSpan.FromMilliseconds(1));
        }

        _rig.Advance(TimeSpan.FromMilliseconds(500));
        var partials = _rig.Records().Count(record => record.Event == JournalEvent.Partial);
        await _rig.LosePowerAndOpenAsync();

        Assert.InRange(partials, 2, 6);
        Assert.Equal(
            string.Concat(Enumerable.Range(0, 1000).Select(token => $"{token} ")), (await _rig.TextsAsync(id))[1]);
    }

    private async Task TurnAsync(SessionId id)
    {
        await using var turn = await _rig.Store.BeginTurnAsync(id, [SessionMessage.User("question")]);
        await turn.CompleteAsync([SessionMessage.Assistant("answer")]);
    }
}
