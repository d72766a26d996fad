namespace SessionPersistence;

/// <summary>How <see cref="SessionStoreExtensions.ImportAsync"/> makes a session.</summary>
public sealed record ImportOptions
{
    /// <summary>Gets the id of the new session; <see langword="null"/> lets the store make one, whatever the document
    /// says.</summary>
    public SessionId? Id { get; init; }

    /// <summary>Gets whether an id that was deleted may be used again. Off, so that an import cannot bring a deleted
    /// session back unasked.</summary>
    /// <remarks>Nothing of the deleted session is read again: the id begins a new life.</remarks>
    public bool ReplaceDeleted { get; init; }

    /// <summary>Makes options that only say the id.</summary>
    public static ImportOptions FromSessionId(SessionId id) => new() { Id = id };

    /// <inheritdoc cref="FromSessionId"/>
    public static implicit operator ImportOptions(SessionId id) => FromSessionId(id);
}
