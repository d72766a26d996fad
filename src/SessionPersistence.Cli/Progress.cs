using Spectre.Console;

namespace SessionPersistence.Cli;

/// <summary>Shows a person how far long work is, on standard error. What is done soon shows nothing.</summary>
internal static class Progress
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Scans a directory, and shows how far that is.</summary>
    public static Task<RecoveryReport> ScanAsync(
        RecoveryScanner scanner, Screen screen, CancellationToken cancellationToken) =>
        ShowAsync(screen, "Looking at sessions", progress => scanner.ScanAsync(progress, cancellationToken));

    public static async Task<T> ShowAsync<T>(
        Screen screen,
        string what,
        Func<IProgress<RecoveryProgress>?, Task<T>> work,
        TimeProvider? timeProvider = null)
    {
        if (!screen.IsWatched) return await work(null).ConfigureAwait(false);

        var time = timeProvider ?? TimeProvider.System;
        var latest = new LatestProgress();
        var working = Task.Run(() => work(latest));
        if (!await EndsWithinAsync(working, _patience, time).ConfigureAwait(false))
        {
            await FollowAsync(screen, what, latest, working, time).ConfigureAwait(false);
        }

        return await working.ConfigureAwait(false);
    }

    private static Task FollowAsync(Screen screen, string what, LatestProgress latest, Task working, TimeProvider time)
    {
        var console = AnsiConsole.Create(
            new() { Out = new AnsiConsoleOutput(screen.Error), Interactive = InteractionSupport.Yes });
        return console.Progress().AutoClear(true).StartAsync(async context =>
        {
            var bar = context.AddTask(what);
            while (!await EndsWithinAsync(working, _interval, time).ConfigureAwait(false))
            {
                var (examined, total) = latest.Value;
                bar.MaxValue = Math.Max(total, 1);
                bar.Value = examined;
            }
        });
    }

    // However it ends: its outcome is told to whoever waits for it.
    private static async Task<bool> EndsWithinAsync(Task working, TimeSpan patience, TimeProvider time) =>
        await Task.WhenAny(working, Task.Delay(patience, time)).ConfigureAwait(false) == working;
}
