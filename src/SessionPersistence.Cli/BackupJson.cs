using System.Text.Json;

namespace SessionPersistence.Cli;

/// <summary>Prints the backups of a session for a program.</summary>
internal static class BackupJson
{
    public static void WriteList(IEnumerable<SessionBackup> generations, TextWriter output)
    {
        using var printed = JsonOutput.Readable(output);
        printed.Json.WriteStartArray();
        WriteItems(printed.Json, generations);
        printed.Json.WriteEndArray();
    }

    public static void WriteItems(Utf8JsonWriter json, IEnumerable<SessionBackup> generations)
    {
        foreach (var generation in generations)
        {
            json.WriteStartObject();
            json.WriteString("session_id", generation.SessionId.Value);
            json.WriteNumber("generation", generation.Number);
            json.WriteString("path", generation.FileName);
            json.WriteString("kept_at", generation.KeptAt.UtcDateTime);
            json.WriteString("reason", generation.Reason);
            json.WriteNumber("revision", generation.Revision);
            json.WriteNumber("message_count", generation.MessageCount);
            json.WriteNumber("bytes", generation.Bytes);
            WriteTime(json, "acknowledged_at", generation.AcknowledgedAt);
            json.WriteString("fault", generation.Fault);
            json.WriteEndObject();
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is null) json.WriteNull(name);
        else json.WriteString(name, time.Value.UtcDateTime);
    }
}
