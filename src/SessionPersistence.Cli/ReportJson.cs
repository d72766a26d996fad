using System.Text;
using System.Text.Json;

namespace SessionPersistence.Cli;

/// <summary>Prints reports for a program. Every member is there, also where it has no value.</summary>
internal static class ReportJson
{
    public static void WriteAudit(RecoveryReport report, TextWriter output)
    {
        using var printed = JsonOutput.Readable(output);
        WriteReport(printed, report);
    }

    public static void WriteRepair(RepairResult result, TextWriter output)
    {
        using var printed = JsonOutput.Readable(output);
        printed.Json.WriteStartObject();
        printed.Json.WriteBoolean("clean", result.After.Status == RecoveryStatus.Ok);
        printed.Json.WriteStartObject("before");
        WriteSums(printed.Json, result.Before);
        printed.Json.WriteEndObject();
        WriteFindings(printed, "actions", result.Actions);
        printed.Json.WritePropertyName("after");
        WriteReport(printed, result.After);
        printed.Json.WriteEndObject();
    }

    private static void WriteReport(JsonOutput printed, RecoveryReport report)
    {
        printed.Json.WriteStartObject();
        WriteSums(printed.Json, report);
        WriteFindings(printed, "findings", report.Findings);
        printed.Json.WriteEndObject();
    }

    private static void WriteSums(Utf8JsonWriter json, RecoveryReport report)
    {
        json.WriteString("status", Codes.Of(report.Status));
        json.WriteStartObject("counts");
        json.WriteNumber("sessions", report.Counts.Sessions);
        json.WriteNumber("orphan_backups", report.Counts.OrphanBackups);
        json.WriteNumber("repairable", report.Counts.Repairable);
        json.WriteNumber("unsafe_to_repair", report.Counts.UnsafeToRepair);
        json.WriteEndObject();
    }

    private static void WriteFindings(JsonOutput printed, string name, IEnumerable<RecoveryFinding> findings)
    {
        printed.Json.WriteStartArray(name);
        foreach (var finding in findings)
        {
            WriteFinding(printed.Json, finding);
            printed.Spill();
        }

        printed.Json.WriteEndArray();
    }

    private static void WriteFinding(Utf8JsonWriter json, RecoveryFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("kind", finding.Kind);
        json.WriteString("category", Codes.Of(finding.Category));
        json.WriteString("recommendation", finding.Recommendation);
        WriteText(json, "session_id", Subjects.SessionOf(finding));
        WriteText(json, "turn_id", Subjects.TurnOf(finding));
        WriteText(json, "event", finding.Event);
        WriteText(json, "path", finding.Path);
        WriteNumber(json, "offset", finding.Offset);
        WriteNumber(json, "live_messages", finding.LiveMessages);
        WriteNumber(json, "backup_messages", finding.BackupMessages);
        WriteText(json, "detail", finding.Detail);
        WriteOutcome(json, finding.Outcome);
        json.WriteEndObject();
    }

    private static void WriteOutcome(Utf8JsonWriter json, RepairOutcome? outcome)
    {
        if (outcome is null)
        {
            json.WriteNull("outcome");
            return;
        }

        json.WriteStartObject("outcome");
        json.WriteString("status", Codes.Of(outcome.Status));
        WriteText(json, "detail", outcome.Detail);
        WriteNumber(json, "messages", outcome.Messages);
        json.WriteEndObject();
    }

    // Half a surrogate pair, which a damaged file may hold, becomes a replacement character.
    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is null) json.WriteNull(name);
        else json.WriteString(name, Encoding.UTF8.GetBytes(text));
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is null) json.WriteNull(name);
        else json.WriteNumber(name, value.Value);
    }
}
