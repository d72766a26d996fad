using SessionPersistence.Catalog;

namespace SessionPersistence;

/// <summary>One deletion, as the <see cref="DeletionLedger"/> keeps it.</summary>
public sealed record DeletedSession
{
    /// <summary>Gets the session. An id that was used again and deleted again has more than one deletion.</summary>
    public required SessionId SessionId { get; init; }

    /// <summary>Gets when it was deleted, by the wall clock of that moment.</summary>
    public required DateTimeOffset DeletedAt { get; init; }

    /// <summary>Gets the revision of the deletion: one more than the last state had, or larger.</summary>
    public required long Revision { get; init; }

    /// <summary>Gets how many messages the session had; 0 where its file could not be read.</summary>
    public required int MessageCount { get; init; }

    /// <summary>Gets why, in the words of who deleted it; <see langword="null"/> where nothing was said.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets until when the session can be undeleted; <see langword="null"/> where it was deleted without
    /// <see cref="DeleteOptions.KeepFor"/>.</summary>
    public DateTimeOffset? KeptUntil { get; init; }

    /// <summary>Gets whether something was there to undelete when this was listed: the copy that was kept, or a file
    /// that somebody put under a name of the session.</summary>
    public bool CanRestore { get; init; }

    /// <summary>Gets the life that ended.</summary>
    internal string Life { get; init; } = "";

    /// <summary>Gets the files that the deletion removes, while they may still be there; <see langword="null"/> of one
    /// by an earlier version, which named them in another way.</summary>
    internal IReadOnlyList<NamedFile>? Files { get; init; }

    /// <summary>Gets, of a deletion by an earlier version, the length of the file where it was another
    /// program's.</summary>
    internal long? FileLength { get; init; }

    /// <summary>Gets the checksum of that file.</summary>
    internal uint? FileCrc { get; init; }
}
