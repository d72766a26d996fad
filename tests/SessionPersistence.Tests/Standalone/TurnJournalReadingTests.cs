using SessionPersistence.Testing;
using static SessionPersistence.Tests.Standalone.TurnJournalRig;

namespace SessionPersistence.Tests.Standalone;

public sealed class TurnJournalReadingTests : IAsyncDisposable
{
    private readonly TurnJournalRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task ReadShardsAsync_GivesEveryEventWhereItStands()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        await _rig.AppendAsync(B, Submitted(1));
        await _rig.Journal.CoverAsync(A, 1);
        await _rig.AppendAsync(A, Completed(1));

        var lines = await _rig.LinesAsync();

        Assert.Equal(["a submitted 2", "b submitted 3", "a completed 5"],
            lines.Select(line => $"{line.Record?.SessionId} {line.Record?.Event.Name} {line.LineNumber}"));
        var text = Testing.Disk.Text(_rig.Disk, _rig.PathOf(1));
        Assert.All(lines, line => Assert.StartsWith(
            $"{{\"version\":1,\"n\":{line.LineNumber},", text[(int)line.Offset..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadShardsAsync_MalformedLine_HasItsNumberOffsetAndText()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1, "é"));
        await _rig.DoTurnsAsync(A, 2, 1);
        await _rig.Journal.DisposeAsync();
        var path = _rig.PathOf(1);
        var bytes = Bytes(path);
        var at = bytes.AsSpan().IndexOf("é"u8);
        bytes[at] = (byte)'x';
        _rig.Disk.Seed(path, bytes);
        await _rig.OpenAsync();

        var lines = await _rig.LinesAsync();

        var malformed = Assert.Single(lines, line => line.Malformed is not null);
        Assert.Equal(
            (2L, (long)bytes.AsSpan(0, at).LastIndexOf((byte)'\n') + 1), (malformed.LineNumber, malformed.Offset));
        Assert.Contains("\"content\":\"x\uFFFD\"", malformed.Malformed, StringComparison.Ordinal);
        Assert.Null(malformed.Record);
        Assert.Equal(3, lines.Count);
        Assert.Equal(FindingKinds.JournalDamagedRecord, Assert.Single(_rig.Journal.Report.Findings).Kind);
    }

    [Fact]
    public async Task ReadAsync_EventsThatAreNotFlushed_AreNotThere()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1));
        await _rig.AppendAsync(A, new("note") { TurnId = Turn(1) }, Durability.Buffered);

        Assert.Equal(["submitted t1"], await _rig.EventsAsync(A));
        _rig.Time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(["submitted t1", "note t1"], await _rig.EventsAsync(A));
    }

    [Fact]
    public async Task ReadAsync_WhileFilesAreRemoved_GoesOn()
    {
        await using var rig = new TurnJournalRig(maxShardBytes: 1);
        await rig.OpenAsync();
        var newest = await rig.DoTurnsAsync(A, 1, 3);
        var seen = new List<string>();

        await foreach (var record in rig.Journal.ReadAsync(A))
        {
            if (seen.Count == 0) await rig.Journal.CoverAsync(A, newest);
            seen.Add($"{record.Event.Name} {record.TurnId}");
        }

        Assert.Equal(
            ["submitted t1", "completed t1", "submitted t2", "completed t2", "submitted t3", "completed t3"], seen);
        Assert.Equal([6L], rig.Shards());
    }

    [Fact]
    public async Task ReadAsync_LongLinesAndManyOfThem_NeedsOneBuffer()
    {
        await _rig.OpenAsync();
        var texts = Enumerable.Range(1, 40).Select(n => new string((char)('a' + (n % 26)), n * 7000)).ToList();
        foreach (var text in texts) await _rig.AppendAsync(A, new("note") { TurnId = Turn(1), Content = text });

        Assert.Equal(texts, (await _rig.ReadAsync(A)).Select(record => record.Event.Content?.Text));
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Stops()
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 2);
        using var source = new CancellationTokenSource();

        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _rig.Journal.ReadAsync(A, source.Token)) await source.CancelAsync();
        });
    }

    [Fact]
    public async Task W16_AppendAsync_AfterATornTail_IsGluedToNothing()
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 1);
        var (path, bytes) = (_rig.PathOf(1), Bytes(_rig.PathOf(1)));
        var end = bytes.AsSpan().LastIndexOfAnyExcept((byte)'\n') + 1;
        var image = _rig.Disk.ProcessKill();
        image.Seed(path, bytes.AsSpan(0, end - 5));
        _rig.Disk = image;
        await _rig.OpenAsync();

        await _rig.AppendAsync(A, Completed(1));

        Assert.Equal(["submitted t1", "completed t1"], await _rig.EventsAsync(A));
        Assert.Equal(FindingKinds.JournalTornTail, Assert.Single(_rig.Journal.Report.Findings).Kind);
    }

    [Fact]
    public async Task W17_OpenAsync_CutAtAnyByte_UsesEveryWholeLine()
    {
        await _rig.OpenAsync();
        foreach (var turn in Enumerable.Range(1, 3)) await _rig.AppendAsync(A, Submitted(turn, $"é ✓ 🍵 {turn}"));
        var (path, bytes) = (_rig.PathOf(1), Bytes(_rig.PathOf(1)));
        var end = bytes.AsSpan().LastIndexOfAnyExcept((byte)'\n') + 2;
        var before = _rig.Disk.ProcessKill();
        for (var length = 0; length <= end; length++)
        {
            // The header is a line too, and a line is whole without its line feed.
            var whole = Math.Max(0,
                bytes.AsSpan(0, length).Count((byte)'\n') + (length > 0 && bytes[length - 1] == (byte)'}' ? 1 : 0) - 1);
            var disk = before.ProcessKill();
            disk.Seed(path, bytes.AsSpan(0, length));
            await using var journal = await TurnJournal.OpenAsync(
                TurnJournalRig.Directory, null, new() { FileSystem = disk, TimeProvider = new Support.SteppedTime() });

            Assert.Equal(Enumerable.Range(1, whole).Select(TurnJournalRig.Turn),
                journal.PendingTurns.Select(turn => turn.TurnId));
            Assert.DoesNotContain(journal.Report.Findings, finding => finding.Category != FindingCategory.Ok);
        }
    }

    [Fact]
    public async Task W18_PendingTurns_AfterWorkerStarted_StillHoldWhatWasSubmitted()
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1, "Find a ryokan"));
        await _rig.AppendAsync(A, new(TurnEventNames.WorkerStarted) { TurnId = Turn(1) });

        var journal = await _rig.KillAndOpenAsync();

        Assert.Equal("Find a ryokan", Assert.Single(journal.PendingTurns).Events[0].Event.Content?.Text);
    }

    [Theory]
    [InlineData("\"yesterday\"")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1e400")]
    public async Task W20_OpenAsync_CreatedAtIsNoNumber_ReadsTheEventAllTheSame(string createdAt)
    {
        await _rig.OpenAsync();
        await _rig.AppendAsync(A, Submitted(1) with { CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(7) });
        var path = _rig.PathOf(1);
        await _rig.Journal.DisposeAsync();
        SomeTurnShard.Reseal(_rig.Disk, path,
            line => line.Replace("\"created_at\":7.0", $"\"created_at\":{createdAt}", StringComparison.Ordinal));

        var journal = await _rig.OpenAsync();

        Assert.Equal(DateTimeOffset.UnixEpoch, Assert.Single(journal.PendingTurns).StartedAt);
        Assert.Empty(journal.Report.Findings);
    }

    [Fact]
    public async Task W24_AppendAsync_NeverReadsTheJournalAgain()
    {
        await _rig.OpenAsync();
        await _rig.DoTurnsAsync(A, 1, 3);
        await _rig.ReopenAsync();
        var before = _rig.Disk.Trace.Count(
            operation => operation.Kind is CrashOperationKind.Read or CrashOperationKind.OpenFile);
        await _rig.AppendAsync(A, Submitted(4));
        var flushes = _rig.Disk.Trace.Count(
            operation => operation.Kind is CrashOperationKind.Flush or CrashOperationKind.FlushDirectory);

        await _rig.AppendAsync(A, new(TurnEventNames.WorkerStarted) { TurnId = Turn(4) });
        await _rig.AppendAsync(A, Completed(4));

        Assert.Equal(before, _rig.Disk.Trace.Count(
            operation => operation.Kind is CrashOperationKind.Read or CrashOperationKind.OpenFile));
        Assert.Equal(flushes + 2, _rig.Disk.Trace.Count(
            operation => operation.Kind is CrashOperationKind.Flush or CrashOperationKind.FlushDirectory));
    }

    private byte[] Bytes(string path) => SessionPersistence.Storage.FileContent.Read(_rig.Disk, path);
}
