using SessionPersistence.Cli;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Cli;

public sealed class ProgressTests
{
    private readonly WatchedWriter _error = new();
    private readonly SteppedTime _time = new();

    [Fact]
    public async Task Nobody_watches_so_nothing_is_shown()
    {
        var answer = await Progress.ShowAsync(
            Screen(isWatched: false), "Looking", progress => Task.FromResult(progress is null), _time);

        Assert.True(answer);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Work_that_is_done_soon_shows_nothing()
    {
        var answer = await Progress.ShowAsync(Screen(isWatched: true), "Looking", _ => Task.FromResult(7), _time);

        Assert.Equal(7, answer);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Long_work_shows_how_far_it_is_and_gives_its_answer()
    {
        var work = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);

        var showing = Progress.ShowAsync(
            Screen(isWatched: true), "Looking", progress => Halfway(progress!, work.Task), _time);
        while (!_error.IsWritten)
        {
            _time.Step();
            await Task.Yield();
        }

        work.SetResult(7);
        Assert.Equal(7, await showing);
        Assert.Contains("Looking", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_that_fails_fails()
    {
        await Assert.ThrowsAsync<IOException>(
            () => Progress.ShowAsync<int>(Screen(isWatched: true), "Looking", _ => throw new IOException(), _time));
    }

    private static Task<int> Halfway(IProgress<RecoveryProgress> progress, Task<int> work)
    {
        progress.Report(new(50, 100));
        return work;
    }

    private Screen Screen(bool isWatched) => new(TextWriter.Null, _error) { IsWatched = isWatched };
}
