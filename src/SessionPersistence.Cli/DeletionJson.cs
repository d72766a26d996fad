namespace SessionPersistence.Cli;

/// <summary>Prints deletions for a program.</summary>
internal static class DeletionJson
{
    public static void WriteList(IEnumerable<DeletedSession> deletions, TextWriter output)
    {
        using var printed = JsonOutput.Readable(output);
        printed.Json.WriteStartArray();
        foreach (var deletion in deletions)
        {
            printed.Json.WriteStartObject();
            printed.Json.WriteString("session_id", deletion.SessionId.Value);
            printed.Json.WriteString("deleted_at", deletion.DeletedAt.UtcDateTime);
            printed.Json.WriteNumber("revision", deletion.Revision);
            printed.Json.WriteNumber("message_count", deletion.MessageCount);
            printed.Json.WriteString("reason", deletion.Reason);
            if (deletion.KeptUntil is { } until) printed.Json.WriteString("kept_until", until.UtcDateTime);
            else printed.Json.WriteNull("kept_until");
            printed.Json.WriteBoolean("can_restore", deletion.CanRestore);
            printed.Json.WriteEndObject();
            printed.Spill();
        }

        printed.Json.WriteEndArray();
    }
}
