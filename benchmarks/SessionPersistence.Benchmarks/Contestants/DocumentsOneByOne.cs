using System.Buffers;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>Rival: makes the documents of a database one after the other, each one safely.</summary>
/// <remarks>Temporary file, flush, rename, flush of the directory. It asks for no deletion, takes the messages for what
/// they are, and writes over what has the name.</remarks>
internal sealed class DocumentsOneByOne(string directory, string database)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <returns>How many there are.</returns>
    public int Make()
    {
        using var names = new RawDirectory(directory);
        using var connection = HostDatabase.Open(database, SqliteOpenMode.ReadOnly);
        using var messages = connection.CreateCommand();
        messages.CommandText = "SELECT id, role, content, timestamp FROM messages WHERE session_id = $id ORDER BY id";
        messages.Parameters.AddWithValue("$id", "");
        messages.Prepare();
        using var sessions = connection.CreateCommand();
        sessions.CommandText = "SELECT id, title, started_at FROM sessions WHERE source = 'webui'";
        using var row = sessions.ExecuteReader();
        var count = 0;
        for (; row.Read(); count++)
        {
            var session = new HostSession { SessionId = row.GetString(0), Title = row.GetString(1),
                UpdatedAt = row.GetDouble(2) };
            messages.Parameters["$id"].Value = session.SessionId;
            using (var message = messages.ExecuteReader())
            {
                while (message.Read()) session.Messages.Add(
                    new($"{message.GetInt64(0)}", message.GetString(1), message.GetString(2), message.GetDouble(3)));
            }

            Write(session);
            names.Flush();
        }

        return count;
    }

    private void Write(HostSession session)
    {
        var path = Path.Join(directory, session.SessionId + ".json");
        _buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_buffer))
            JsonSerializer.Serialize(writer, session, HostJson.Default.HostSession);
        using (var file = RawFile.Create(path + ".tmp"))
        {
            file.Write(_buffer.WrittenSpan, 0);
            file.Flush();
        }

        File.Move(path + ".tmp", path, overwrite: true);
    }
}
