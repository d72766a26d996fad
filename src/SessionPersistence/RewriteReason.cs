namespace SessionPersistence;

/// <summary>Why the messages of a session are replaced.</summary>
public enum RewriteReason
{
    /// <summary>A person edited what was said.</summary>
    Edit = 1,

    /// <summary>A person took back the newest messages, or tries again.</summary>
    Undo,

    /// <summary>A person emptied the conversation.</summary>
    Clear,

    /// <summary>Older messages were replaced by a summary.</summary>
    Compaction,
}
