using System.Text;
using Microsoft.Data.Sqlite;
using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>One connection to a database, for one question.</summary>
/// <remarks>Whatever goes wrong is a <see cref="StateDbUnavailableException"/>.</remarks>
internal sealed class SqliteReading : IDisposable
{
    private readonly SqliteFile _file;
    private readonly SqliteConnection _connection;
    private readonly FileSystemEntry? _unwatched;
    private readonly Encoding _encoding;

    private SqliteReading(SqliteFile file, SqliteConnection connection, FileSystemEntry? unwatched)
    {
        (_file, _connection, _unwatched) = (file, connection, unwatched);

        // The file may be anybody's: functions in its views and triggers are not to be trusted.
        Scalar("PRAGMA trusted_schema = OFF");
        _encoding = Scalar("PRAGMA encoding") switch
        {
            "UTF-16le" => new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true),
            "UTF-16be" => new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true),
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
        };
    }

    /// <summary>Opens the database.</summary>
    public static SqliteReading Open(SqliteFile file)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = file.Open(out var unwatched);
            return new(file, connection, unwatched);
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            if (exception is StateDbUnavailableException || SqliteFault.StateOf(exception) is not { } state) throw;

            throw new StateDbUnavailableException(state, exception);
        }
    }

    /// <summary>Returns the names of the columns of a table; none when there is no such table.</summary>
    public IReadOnlySet<string> ColumnsOf(string table) =>
        Rows($"SELECT name FROM pragma_table_info('{table}')").Select(row => row.Text(0) ?? "")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs a query. The one row object is moved from row to row.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="ids">The ids that <see cref="SqliteSchema.Ids"/> stands for in it.</param>
    public IEnumerable<SqliteRow> Rows(string sql, IReadOnlyCollection<SessionId>? ids = null)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        if (ids is not null)
            command.Parameters.AddWithValue("@ids", $"[{string.Join(',', ids.Select(id => $"\"{id}\""))}]");

        using var reader = Guarded(command.ExecuteReader);
        var row = new SqliteRow(reader, _encoding);
        Func<bool> read = reader.Read;
        while (Guarded(read)) yield return row;
    }

    /// <summary>Throws if what was read so far may be a mixture of two states of the database.</summary>
    public void ThrowIfDisturbed()
    {
        if (IsDisturbed()) throw Disturbed(null);
    }

    public void Dispose() => _connection.Dispose();

    private string? Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string;
    }

    private T Guarded<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (SqliteException exception)
        {
            throw IsDisturbed()
                ? Disturbed(exception)
                : new StateDbUnavailableException(SqliteFault.StateOf(exception)!, exception);
        }
    }

    private bool IsDisturbed()
    {
        try
        {
            return !_file.IsStill(_unwatched);
        }
        catch (Exception exception) when (SqliteFault.IsOfDisk(exception))
        {
            throw new StateDbUnavailableException(SqliteFault.StateOf(exception)!, exception);
        }
    }

    private static StateDbUnavailableException Disturbed(Exception? inner) =>
        new(new(StateDbCondition.Busy, "Another program opened the database while it was read."), inner);
}
