using System.Globalization;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>Somebody removes "the stale lock" under a store that runs, and a second owner may come: between any two
/// steps of an append.</summary>
public sealed class LockRemovedTests
{
    private const string LockPath = "/store/store.lock";
    private static readonly SessionId Id = SessionId.Parse("s");

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Append_LockRemovedBetweenAnyTwoSteps_WhatIsAcknowledgedIsReadByTheNextOwner(
        bool isTaken, bool isFirstOfItsShard)
    {
        var (violations, points) = await ExploreAsync(disk => disk, isTaken, isFirstOfItsShard);

        Assert.Empty(violations);
        Assert.InRange(points, isFirstOfItsShard ? 8 : 4, 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_LookIsLeftOutOrComesTooEarly_LosesWhatWasAcknowledged(bool looksTooEarly)
    {
        var (violations, _) = await ExploreAsync(
            disk => new BlindFileSystem(disk, looksTooEarly), isTaken: true, isFirstOfItsShard: false);

        Assert.Contains(violations, violation => violation.Contains("L1", StringComparison.Ordinal));
    }

    // Runs the append once for each of its steps, and removes the lock before that step; then once more, after it.
    private static async Task<(List<string> Violations, int Points)> ExploreAsync(
        Func<CrashFileSystem, DurableFileSystem> seenByTheFirst, bool isTaken, bool isFirstOfItsShard)
    {
        var violations = new List<string>();
        for (var point = 1; ; point++)
        {
            var hit = await TryAsync(seenByTheFirst, isTaken, isFirstOfItsShard, point, violations);
            if (!hit) return (violations, point);
        }
    }

    private static async Task<bool> TryAsync(
        Func<CrashFileSystem, DurableFileSystem> seenByTheFirst, bool isTaken, bool isFirstOfItsShard, int point,
        List<string> violations)
    {
        var disk = new CrashFileSystem();
        var first = NewStore(seenByTheFirst(disk));
        await first.OpenAsync();
        await first.CreateAsync(new() { Id = Id });
        if (isFirstOfItsShard)
        {
            await first.DisposeAsync();
            first = NewStore(seenByTheFirst(disk));
            await first.OpenAsync();
        }

        FileSessionStore? second = null;
        var steps = 0;
        void OnStep(CrashOperation operation)
        {
            if (++steps == point) Interfere();
        }

        void Interfere()
        {
            disk.BeforeOperation -= OnStep;
            disk.DeleteFile(LockPath);
            if (!isTaken) return;

            second = NewStore(disk);
            second.OpenAsync().GetAwaiter().GetResult();
            second.LoadAsync(Id).GetAwaiter().GetResult();
        }

        disk.BeforeOperation += OnStep;
        var outcome = WithoutContext.Run(() => TryAppend(first, "one"));
        var wasHit = steps >= point;
        if (!wasHit) Interfere();
        if (second is null)
        {
            second = NewStore(disk);
            await second.OpenAsync();
        }

        var where = string.Create(CultureInfo.InvariantCulture, $"at step {point}");
        if (outcome is null && !await HasAsync(second, "one"))
            violations.Add($"L1: the acknowledged message is not seen by the next owner, {where}");
        if (WithoutContext.Run(() => TryAppend(first, "two")) is null)
            violations.Add($"L1: the former owner acknowledges although another one has read the journal, {where}");
        if (first.Health.Status != StoreStatus.ReadOnly)
            violations.Add($"the former owner is {first.Health.Status}, {where}");
        if (WithoutContext.Run(() => TryAppend(second, "three")) is { } refusal)
            violations.Add($"the next owner cannot write ({refusal.Message}), {where}");
        await first.DisposeAsync();
        await second.DisposeAsync();

        await using var last = NewStore(disk);
        await last.OpenAsync();
        if (!await HasAsync(last, "three") || (outcome is null && !await HasAsync(last, "one")))
            violations.Add($"L1: an acknowledged message is gone at the end, {where}");
        return wasHit;
    }

    private static SessionPersistenceException? TryAppend(FileSessionStore store, string text)
    {
        try
        {
            store.AppendAsync(Id, [SessionMessage.User(text)]).GetAwaiter().GetResult();
            return null;
        }
        catch (SessionWriteException e) when (e.Outcome == WriteOutcome.Unknown)
        {
            return e;
        }
        catch (StoreReadOnlyException e)
        {
            return e;
        }
    }

    private static async Task<bool> HasAsync(FileSessionStore store, string text) =>
        (await store.LoadAsync(Id))!.Messages.Any(message => message.Text == text);

    private static FileSessionStore NewStore(DurableFileSystem disk) =>
        new(
            new() { Directory = "/store", LockTimeout = TimeSpan.Zero },
            new() { FileSystem = disk, TimeProvider = new SteppedTime() });
}
