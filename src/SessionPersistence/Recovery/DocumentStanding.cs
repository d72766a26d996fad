namespace SessionPersistence.Recovery;

/// <summary>What a file is that stands under the name of a session: the rows of the table in PROTOCOLS.md.</summary>
internal enum DocumentStanding
{
    /// <summary>A document of this store, the newest or an older one: what the journal has after it is
    /// replayed.</summary>
    Ours,

    /// <summary>A backup generation that somebody put there.</summary>
    PutBack,

    /// <summary>Anything else: what it has is put together with what the journal knows.</summary>
    Outside,
}
