namespace SessionPersistence.Documents;

/// <summary>How another program took messages away on purpose.</summary>
internal enum IntentionalShrink
{
    /// <summary>The conversation was emptied.</summary>
    Clear,

    /// <summary>Older messages were replaced by a summary.</summary>
    Compaction,

    /// <summary>The end was cut off: an undo, a retry, an edit.</summary>
    Cut,
}
