using SessionPersistence.Journal;
using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Journal;

/// <summary>The line feeds that are written ahead of the records.</summary>
public sealed class JournalFillTests : IDisposable
{
    private readonly JournalRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task CommitAsync_LittleIsLeftBlank_WritesMoreWithTheSameFlush()
    {
        var ahead = 0;
        for (var n = 1; n <= 60; n++)
        {
            var operations = await OperationsOfAsync(n, textLength: 4000);
            if (n == 1) continue;

            Assert.Single(operations, operation => operation.Kind == CrashOperationKind.Flush);
            Assert.Equal(CrashOperationKind.Flush, operations[^1].Kind);
            if (operations is not [{ Kind: CrashOperationKind.Write } fill, { Kind: CrashOperationKind.Write } records, _]) continue;

            Assert.Equal(0, fill.Size % JournalShard.FillBlock);
            Assert.InRange(records.Offset + records.Size, 1, fill.Offset);
            ahead++;
        }

        Assert.True(ahead > 0);
    }

    [Fact]
    public async Task CommitAsync_BatchIsLargerThanWhatIsBlank_FlushesTheLineFeedsFirst()
    {
        await _rig.AppendAsync("a", 1);

        var operations = await OperationsOfAsync(2, textLength: 500_000);

        Assert.Equal(["Write", "Flush", "Write", "Flush"],
            operations.Select(operation => $"{operation.Kind}").Aggregate(new List<string>(), WithoutRepetition));
        Assert.True(operations[^2].Size > 500_000);
    }

    [Fact]
    public async Task CommitAsync_AnyRecord_OverwritesNothingButLineFeeds()
    {
        for (var n = 1; n <= 40; n++) await _rig.AppendAsync(JournalRig.Record("a", n, textLength: 5000));

        var records = _rig.Disk.Trace.Where(
            operation => operation.Kind == CrashOperationKind.Write && operation.Matches(JournalRig.AnyShard))
            .Where(write => write.Size < JournalShard.FillBlock)
            .ToList();
        Assert.All(records.Zip(records.Skip(1)),
            pair => Assert.Equal(pair.First.Offset + pair.First.Size, pair.Second.Offset));
    }

    private async Task<List<CrashOperation>> OperationsOfAsync(int revision, int textLength)
    {
        var before = _rig.Disk.OperationCount;
        await _rig.AppendAsync(JournalRig.Record("a", revision, textLength: textLength));
        return [.. _rig.Disk.Trace.Skip(before)];
    }

    private static List<string> WithoutRepetition(List<string> kinds, string next)
    {
        if (kinds.Count == 0 || kinds[^1] != next) kinds.Add(next);
        return kinds;
    }
}
