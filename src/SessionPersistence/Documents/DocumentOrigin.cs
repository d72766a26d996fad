namespace SessionPersistence.Documents;

/// <summary>Who wrote a document.</summary>
internal enum DocumentOrigin
{
    /// <summary>This library, and nobody changed it since: life, format and checksum say so.</summary>
    Own,

    /// <summary>Another program, or a person who edited one of ours.</summary>
    Foreign,
}
