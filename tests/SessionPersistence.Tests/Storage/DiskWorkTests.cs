using SessionPersistence.Storage;

namespace SessionPersistence.Tests.Storage;

public sealed class DiskWorkTests
{
    [Fact]
    public async Task ForEachAsync_WorksOnAsManyAtATimeAsItIsTold()
    {
        const int Degree = 16;
        using var all = new Barrier(Degree);
        var met = 0;

        await DiskWork.ForEachAsync(Numbers(Degree), Degree, _ =>
        {
            if (all.SignalAndWait(TimeSpan.FromMinutes(1))) Interlocked.Increment(ref met);
        }, CancellationToken.None);

        Assert.Equal(Degree, met);
    }

    [Fact]
    public async Task ForEachAsync_WorksOnEachItemOnce()
    {
        var seen = new int[1000];

        await DiskWork.ForEachAsync(
            Numbers(seen.Length), 4, number => Interlocked.Increment(ref seen[number]), CancellationToken.None);

        Assert.All(seen, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task ForEachAsync_OneAtATime_StaysOnTheThreadOfItsCaller()
    {
        var (order, threads) = (new List<int>(), new HashSet<int>());

        await DiskWork.ForEachAsync(Numbers(100), 1, number =>
        {
            order.Add(number);
            threads.Add(Environment.CurrentManagedThreadId);
        }, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 100), order);
        Assert.Equal([Environment.CurrentManagedThreadId], threads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task ForEachAsync_WorkThrows_TakesNoMoreAndThrowsThat(int degree)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => DiskWork.ForEachAsync(
            Numbers(int.MaxValue), degree, number => throw new InvalidOperationException("the work's own"),
            CancellationToken.None));

        Assert.Equal("the work's own", error.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task ForEachAsync_Cancelled_TakesNoMore(int degree)
    {
        using var source = new CancellationTokenSource();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DiskWork.ForEachAsync(
            Numbers(int.MaxValue),
            degree,
            number =>
            {
                if (number == 50) source.Cancel();
            },
            source.Token));

        Assert.Equal(source.Token, error.CancellationToken);
    }

    private static IAsyncEnumerable<int> Numbers(int count) => Enumerable.Range(0, count).ToAsyncEnumerable();
}
