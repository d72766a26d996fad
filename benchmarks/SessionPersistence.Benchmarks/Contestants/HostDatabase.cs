using Microsoft.Data.Sqlite;

namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>The state database of an agent: sessions and their messages in SQLite.</summary>
internal static class HostDatabase
{
    /// <summary>Makes a database of sessions.</summary>
    public static void Create(string path, int sessions, int messages, string text)
    {
        using var connection = Open(path, SqliteOpenMode.ReadWriteCreate);
        using var transaction = connection.BeginTransaction();
        Run(connection, """
            CREATE TABLE sessions (id TEXT PRIMARY KEY, source TEXT, title TEXT, model TEXT, started_at REAL, message_count INTEGER);
            CREATE TABLE messages (id INTEGER PRIMARY KEY, session_id TEXT, role TEXT, content TEXT, timestamp REAL);
            CREATE INDEX messages_of_session ON messages (session_id, id);
            """);
        using var session = Command(connection,
            "INSERT INTO sessions VALUES ($id, 'webui', 'Kyoto', 'a-model', 1.5, $count)", ("$count", messages));
        using var message = Command(
            connection, "INSERT INTO messages (session_id, role, content, timestamp) VALUES ($id, $role, $text, 1.5)",
            ("$role", ""), ("$text", text));
        for (var i = 0; i < sessions; i++)
        {
            session.Parameters["$id"].Value = message.Parameters["$id"].Value = $"s{i:D6}";
            session.ExecuteNonQuery();
            for (var k = 0; k < messages; k++)
            {
                message.Parameters["$role"].Value = k % 2 == 0 ? "user" : "assistant";
                message.ExecuteNonQuery();
            }
        }

        transaction.Commit();
    }

    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(
        SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$id", "");
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        command.Prepare();
        return command;
    }
}
