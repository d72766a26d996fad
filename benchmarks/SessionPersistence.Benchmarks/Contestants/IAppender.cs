namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>Appends lines, each durable before its call completes.</summary>
internal interface IAppender : IAsyncDisposable
{
    /// <summary>Gets how often a file was flushed so far, if that is known.</summary>
    long? Flushes { get; }

    /// <summary>Appends one line.</summary>
    /// <param name="writer">Which of the writers appends; each of them waits for its line before it appends the
    /// next.</param>
    ValueTask AppendAsync(int writer);
}
