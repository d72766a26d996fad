using System.Diagnostics;
using SessionPersistence.Benchmarks.Contestants;
using SessionPersistence.Benchmarks.Harness;

namespace SessionPersistence.Benchmarks.Workloads;

/// <summary>Builds one conversation.</summary>
internal static class Builder
{
    private const int MessagesOfTurn = 2;

    public static async Task<BuildSample> WithStoreAsync(
        string directory, int messages, string text, CancellationToken cancellation)
    {
        var disk = new CountingFileSystem();
        var start = Stopwatch.GetTimestamp();
        await using var store = new FileSessionStore(new() { Directory = directory }, new() { FileSystem = disk });
        var session = await store.CreateSessionAsync(messages: 0, text);
        for (var i = 0; i < messages; i += MessagesOfTurn)
        {
            cancellation.ThrowIfCancellationRequested();
            await store.TakeTurnAsync(session, text);
        }

        var written = disk.Written;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await store.DisposeAsync();
        return new(seconds, written, disk.Written - written);
    }

    public static BuildSample WithRewriting(string directory, int messages, string text, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var rewriter = new DocumentRewriter(directory, messages: 0, text);
        for (var i = 0; i < messages; i += MessagesOfTurn)
        {
            cancellation.ThrowIfCancellationRequested();
            rewriter.TakeTurn();
        }

        return new(Stopwatch.GetElapsedTime(start).TotalSeconds, new() { Documents = rewriter.WrittenBytes }, default);
    }
}
