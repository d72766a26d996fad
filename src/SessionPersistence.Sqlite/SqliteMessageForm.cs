namespace SessionPersistence;

/// <summary>What a column of the table <c>messages</c> holds.</summary>
internal enum SqliteMessageForm
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Text, or JSON behind a mark.</summary>
    Content,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>Epoch seconds.</summary>
    Time,
}
