namespace SessionPersistence.Documents;

/// <summary>What the member <c>messages</c> of a document is.</summary>
internal enum MessagesForm
{
    /// <summary>It is not there.</summary>
    Absent,

    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary>A list.</summary>
    List,

    /// <summary>Something that holds no messages.</summary>
    Other,
}
