using Microsoft.Data.Sqlite;

namespace SessionPersistence;

/// <summary>What the errors of SQLite say of a database.</summary>
internal static class SqliteFault
{
    // Primary result codes of SQLite.
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int CannotOpen = 14;
    private const int NotPermitted = 23;
    private const int NotADatabase = 26;

    /// <summary>Returns what became of the database; <see langword="null"/> for an error that is not its.</summary>
    public static StateDbState? StateOf(Exception exception) => exception switch
    {
        StateDbUnavailableException unavailable => unavailable.State,
        SqliteException sqlite => new(ConditionOf(sqlite.SqliteErrorCode), sqlite.Message),
        UnauthorizedAccessException => new(StateDbCondition.NoAccess, exception.Message),
        _ when IsOfDisk(exception) => new(StateDbCondition.Unreadable, exception.Message),
        _ => null,
    };

    /// <summary>Returns whether the disk refused.</summary>
    /// <remarks>A part of the program that cannot be loaded says nothing of the disk.</remarks>
    public static bool IsOfDisk(Exception exception) => exception switch
    {
        FileLoadException => false,
        FileNotFoundException { FileName: { } name } => !name.Contains(", Culture=", StringComparison.Ordinal),
        _ => exception is IOException or UnauthorizedAccessException,
    };

    private static StateDbCondition ConditionOf(int code) => code switch
    {
        Busy or Locked => StateDbCondition.Busy,
        Corrupt or NotADatabase => StateDbCondition.Corrupt,
        Permission or ReadOnly or CannotOpen or NotPermitted => StateDbCondition.NoAccess,
        _ => StateDbCondition.Unreadable,
    };
}
