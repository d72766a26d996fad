namespace SessionPersistence.Tests.Crash;

/// <summary>What an oracle cannot know from the deeds of a scenario.</summary>
internal sealed record CrashExpectations
{
    /// <summary>Gets what other programs wrote and no recovery may lose: the session, and the bytes of the
    /// file.</summary>
    public IReadOnlyList<(string Session, byte[] Bytes)> Kept { get; init; } = [];

    /// <summary>Gets the sessions whose documents the scenario damages itself.</summary>
    public IReadOnlyList<string> Damaged { get; init; } = [];

    /// <summary>Gets the sessions under whose names the scenario puts a file back after it deleted them.</summary>
    public IReadOnlyList<string> PutBack { get; init; } = [];

    /// <summary>Gets the mode that each file of the store must have, by its name; <see langword="null"/> when it is
    /// nobody's concern.</summary>
    public Func<string, UnixFileMode>? ModeOf { get; init; }

    /// <summary>Gets the names of the store that are links.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Gets files outside of the store that nothing may touch, and what they hold.</summary>
    public IReadOnlyList<(string Path, byte[] Bytes)> Untouched { get; init; } = [];

    /// <summary>Gets the kinds of findings that need a person and are expected.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];
}
