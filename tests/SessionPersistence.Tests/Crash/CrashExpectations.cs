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

    /// <summary>Gets the kinds of findings that need a person and are expected.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];
}
