namespace SessionPersistence;

/// <summary>The kinds of values, as SQLite numbers them.</summary>
internal enum SqliteKind
{
    Integer = 1,
    Real = 2,
    Text = 3,
    Blob = 4,
    Null = 5,
}
