using System.Text.Json;

namespace SessionPersistence.Cli;

/// <summary>Prints sessions for a program.</summary>
internal static class SessionJson
{
    public static void WriteList(IEnumerable<SessionMetadata> sessions, TextWriter output)
    {
        using var printed = JsonOutput.Readable(output);
        printed.Json.WriteStartArray();
        foreach (var session in sessions)
        {
            printed.Json.WriteStartObject();
            WriteMetadata(printed.Json, session);
            printed.Json.WriteEndObject();
            printed.Spill();
        }

        printed.Json.WriteEndArray();
    }

    public static void WriteSession(ShownSession shown, TextWriter output)
    {
        using var printed = JsonOutput.Readable(output);
        printed.Json.WriteStartObject();
        if (shown.Session is { } session)
        {
            WriteMetadata(printed.Json, session.Metadata);
            WriteProperties(printed.Json, session.Metadata);
            WriteMessages(printed, session.Messages);
        }
        else
        {
            printed.Json.WriteString("id", shown.Id.Value);
            printed.Json.WriteString("fault", shown.Fault);
        }

        if (shown.Journal is { } records) WriteJournal(printed, records);
        if (shown.Backups is { } generations) WriteBackups(printed.Json, generations);
        printed.Json.WriteEndObject();
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
        WriteFault(json, session.Fault);
    }

    private static void WriteFault(Utf8JsonWriter json, SessionFault? fault)
    {
        if (fault is null)
        {
            json.WriteNull("fault");
            return;
        }

        json.WriteStartObject("fault");
        json.WriteString("kind", fault.Kind);
        json.WriteString("detail", fault.Detail);
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, SessionMetadata session)
    {
        json.WriteStartObject("properties");
        foreach (var (name, value) in session.Properties)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value.GetRawText(), skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    // One message a line, token for token.
    private static void WriteMessages(JsonOutput printed, IEnumerable<SessionMessage> messages)
    {
        printed.Json.WriteStartArray("messages");
        foreach (var message in messages)
        {
            printed.Json.WriteRawValue([.. "\n    "u8, .. message.Utf8Json.Span], skipInputValidation: true);
            printed.Spill();
        }

        printed.Json.WriteEndArray();
    }

    private static void WriteJournal(JsonOutput printed, IEnumerable<SessionJournalRecord> records)
    {
        printed.Json.WriteStartArray("journal");
        foreach (var record in records)
        {
            printed.Json.WriteStartObject();
            printed.Json.WriteString("path", record.Path);
            printed.Json.WriteNumber("line", record.LineNumber);
            printed.Json.WriteNumber("offset", record.Offset);
            printed.Json.WritePropertyName("record");
            printed.Json.WriteRawValue(record.Utf8Json.Span, skipInputValidation: true);
            printed.Json.WriteEndObject();
            printed.Spill();
        }

        printed.Json.WriteEndArray();
    }

    private static void WriteBackups(Utf8JsonWriter json, IEnumerable<SessionBackup> generations)
    {
        json.WriteStartArray("backups");
        BackupJson.WriteItems(json, generations);
        json.WriteEndArray();
    }
}
