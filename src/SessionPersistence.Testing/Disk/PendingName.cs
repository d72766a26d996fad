using System.Collections.Immutable;

namespace SessionPersistence.Testing.Disk;

/// <summary>A change of names that the device has not been asked to keep yet: one unit, in full or not at
/// all.</summary>
/// <param name="Index">The operation of the trace that made it.</param>
/// <param name="Directory">The directory that gains or loses a name.</param>
/// <param name="Name">The name.</param>
/// <param name="Target">What the name then stands for; <see langword="null"/> when it goes.</param>
/// <param name="SourceDirectory">The directory that loses the other name of a rename.</param>
/// <param name="SourceName">The other name of a rename.</param>
/// <param name="Replaces">Whether a rename took the name from another file.</param>
internal sealed record PendingName(
    int Index,
    ulong Directory,
    string Name,
    NodeName? Target,
    ulong SourceDirectory = 0,
    string? SourceName = null,
    bool Replaces = false)
{
    /// <summary>Gets the files that gained or lost a name: their change time is that of the operation.</summary>
    public ImmutableArray<ulong> Touched { get; init; } = [];

    /// <summary>Gets when that was.</summary>
    public long Time { get; init; }
}
