using Microsoft.Data.Sqlite;

namespace SessionPersistence.Tests.StateDb;

/// <summary>Real databases in the forms in which agents leave them.</summary>
internal static class SomeStateDb
{
    public const string MinimalSchema =
        """
        CREATE TABLE sessions (id TEXT PRIMARY KEY, source TEXT);
        CREATE TABLE messages (session_id TEXT, role TEXT, content TEXT);
        """;

    public const string UsualSchema =
        """
        CREATE TABLE sessions (id TEXT PRIMARY KEY, source TEXT, title TEXT, model TEXT, started_at REAL, message_count INTEGER,
          parent_session_id TEXT, workspace TEXT, worktree_path TEXT, worktree_branch TEXT, worktree_repo_root TEXT, worktree_created_at REAL);
        CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT, role TEXT, content TEXT, timestamp REAL);
        """;

    public const string FullSchema =
        """
        CREATE TABLE sessions (id TEXT PRIMARY KEY, source TEXT NOT NULL, user_id TEXT, model TEXT, model_config TEXT, system_prompt TEXT,
          parent_session_id TEXT, started_at REAL NOT NULL, ended_at REAL, end_reason TEXT, message_count INTEGER DEFAULT 0, title TEXT,
          workspace TEXT, worktree_path TEXT, worktree_branch TEXT, worktree_repo_root TEXT, worktree_created_at REAL,
          archived INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL, role TEXT NOT NULL, content TEXT,
          tool_call_id TEXT, tool_calls TEXT, tool_name TEXT, timestamp REAL NOT NULL, token_count INTEGER, finish_reason TEXT,
          reasoning TEXT, reasoning_content TEXT, reasoning_details TEXT, codex_reasoning_items TEXT, codex_message_items TEXT,
          api_content TEXT, active INTEGER NOT NULL DEFAULT 1);
        CREATE INDEX idx_messages_session ON messages(session_id, timestamp);
        CREATE INDEX idx_sessions_source ON sessions(source);
        """;

    /// <summary>Makes a database and closes it.</summary>
    public static string Make(string path, params string[] statements)
    {
        using var connection = Open(path);
        Run(connection, statements);
        return path;
    }

    /// <summary>Opens a database as its owner does, making it if it is missing.</summary>
    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public static void Run(SqliteConnection connection, params string[] statements)
    {
        foreach (var statement in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
    }

    public static async Task<List<StateDbSession>> SessionsAsync(this IStateDb stateDb, params SessionId[] only)
    {
        var sessions = new List<StateDbSession>();
        await foreach (var session in stateDb.ReadSessionsAsync(only.Length == 0 ? null : only)) sessions.Add(session);
        return sessions;
    }

    public static async Task<List<StateDbMessage>> MessagesAsync(this IStateDb stateDb, params string[] ids)
    {
        var messages = new List<StateDbMessage>();
        await foreach (var message in stateDb.ReadMessagesAsync([.. ids.Select(SessionId.Parse)]))
            messages.Add(message);
        return messages;
    }
}
