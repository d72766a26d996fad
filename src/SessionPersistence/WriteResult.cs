namespace SessionPersistence;

/// <summary>The answer to a write that is durable.</summary>
public readonly record struct WriteResult
{
    /// <summary>Gets the revision of the session that the write made; for a repeat, that of the first write, or 0 where
    /// that is not known any more.</summary>
    public required long Revision { get; init; }

    /// <summary>Gets whether the session said the same before, so that nothing was written.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>Gets the place of the first of <see cref="Messages"/> in the session, from 0; without messages, the
    /// number of messages of the session.</summary>
    public int FirstIndex { get; init; }

    /// <summary>Gets the messages of the write as they are stored: with the ids that the store gave.</summary>
    public IReadOnlyList<SessionMessage> Messages { get => field ?? []; init; }
}
