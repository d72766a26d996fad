using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SessionPersistence.Cli;

/// <summary>Prints sessions for a program.</summary>
internal static class SessionJson
{
    public static void WriteList(IEnumerable<SessionMetadata> sessions, TextWriter output) => Write(output, json =>
    {
        json.WriteStartArray();
        foreach (var session in sessions)
        {
            json.WriteStartObject();
            WriteMetadata(json, session);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static void WriteSession(Session session, TextWriter output) => Write(output, json =>
    {
        json.WriteStartObject();
        WriteMetadata(json, session.Metadata);
        json.WriteStartObject("properties");
        foreach (var (name, value) in session.Metadata.Properties)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value.GetRawText(), skipInputValidation: true);
        }

        json.WriteEndObject();
        json.WriteStartArray("messages");
        foreach (var message in session.Messages)
        {
            json.WriteRawValue([.. "\n    "u8, .. message.Utf8Json.Span], skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(TextWriter output, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            write(json);
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteMetadata(Utf8JsonWriter json, SessionMetadata session)
    {
        json.WriteString("id", session.Id.Value);
        json.WriteString("title", session.Title);
        json.WriteNumber("message_count", session.MessageCount);
        json.WriteNumber("revision", session.Revision);
        json.WriteString("created_at", session.CreatedAt.UtcDateTime);
        json.WriteString("updated_at", session.UpdatedAt.UtcDateTime);
        json.WriteBoolean("pinned", session.Pinned);
        json.WriteBoolean("archived", session.Archived);
        json.WriteString("open_turn", session.OpenTurnId?.Value);
        json.WriteString("workspace", session.Workspace);
        json.WriteString("model", session.Model);
        json.WriteString("model_provider", session.ModelProvider);
        json.WriteString("profile", session.Profile);
        json.WriteString("project_id", session.ProjectId);
        json.WriteString("worktree_path", session.WorktreePath);
        json.WriteString("parent_session_id", session.Parent?.Value);
    }
}
