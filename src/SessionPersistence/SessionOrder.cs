namespace SessionPersistence;

/// <summary>In which order sessions are listed; those of one instant by id.</summary>
public enum SessionOrder
{
    /// <summary>Newest written first: <see cref="SessionMetadata.UpdatedAt"/>, descending.</summary>
    LastWritten,

    /// <summary>Newest first: <see cref="SessionMetadata.CreatedAt"/>, descending.</summary>
    Created,
}
