using System.Text;
using System.Text.Json;

namespace SessionPersistence.Cli;

/// <summary>Prints reports on one line, as hermes-webui prints its own: the same members, sorted by name, ASCII
/// only.</summary>
internal static class HermesJson
{
    public static void WriteAudit(RecoveryReport report, TextWriter output) =>
        Write(output, json => WriteAudit(json, report));

    public static void WriteRepair(RepairResult result, TextWriter output) => Write(output, json =>
    {
        var repaired = new HermesRepair(result);
        json.WriteStartObject();
        json.WritePropertyName("after");
        WriteAudit(json, result.After);
        WriteBackupRepair(json, repaired);
        json.WritePropertyName("before");
        WriteAudit(json, result.Before);
        json.WriteBoolean("clean", result.After.Status == RecoveryStatus.Ok);
        json.WriteBoolean("ok", result.After.Status == RecoveryStatus.Ok);
        json.WriteNumber("repaired", repaired.Restored.Count + repaired.Materialised);
        WriteSidecarRepair(json, repaired);
        json.WriteEndObject();
    });

    private static void Write(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using var printed = JsonOutput.OneLine(output);
        write(printed.Json);
    }

    private static void WriteAudit(Utf8JsonWriter json, RecoveryReport report)
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var finding in report.Findings) WriteItem(json, finding);
        json.WriteEndArray();
        json.WriteString("status", Codes.Of(report.Status));
        json.WriteStartObject("summary");
        json.WriteNumber("ok", report.Counts.Sessions);
        json.WriteNumber("repairable", report.Counts.Repairable);
        json.WriteNumber("unsafe_to_repair", report.Counts.UnsafeToRepair);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter json, RecoveryFinding finding)
    {
        json.WriteStartObject();
        json.WriteNumber("bak_messages", finding.BackupMessages ?? -1);
        json.WriteString("category", Codes.Of(finding.Category));
        if (finding.Event is { } newest) json.WriteString("event", Encoding.UTF8.GetBytes(newest));
        json.WriteString("kind", finding.Kind);
        json.WriteNumber("live_messages", finding.LiveMessages ?? -1);
        json.WriteString("recommendation", finding.Recommendation);
        json.WriteString("session_id", Encoding.UTF8.GetBytes(Subjects.SessionOf(finding) ?? ""));
        if (Subjects.TurnOf(finding) is { } turn) json.WriteString("turn_id", Encoding.UTF8.GetBytes(turn));
        json.WriteEndObject();
    }

    private static void WriteBackupRepair(Utf8JsonWriter json, HermesRepair repaired)
    {
        json.WriteStartObject("backup_repair");
        json.WriteStartArray("details");
        foreach (var finding in repaired.Restored)
        {
            json.WriteStartObject();
            json.WriteNumber("bak_messages", finding.BackupMessages ?? -1);
            json.WriteNumber("live_messages", finding.LiveMessages ?? -1);
            json.WriteString("recommend", "restore");
            json.WriteBoolean("restored", true);
            json.WriteString("session_id", finding.SessionId?.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("orphaned_backups", repaired.OrphanBackups);
        json.WriteNumber("restored", repaired.Restored.Count);
        json.WriteNumber("scanned", repaired.SessionFiles + repaired.OrphanBackups);
        json.WriteEndObject();
    }

    private static void WriteMaterialisation(Utf8JsonWriter json, RecoveryFinding finding)
    {
        json.WriteStartObject();
        if (finding.Outcome is { Status: RepairStatus.Failed } failed)
            json.WriteString("error", failed.Detail);
        json.WriteBoolean("materialized", HermesRepair.IsMade(finding));
        if (HermesRepair.IsMade(finding)) json.WriteNumber("messages", finding.Outcome!.Messages!.Value);
        json.WriteString("session_id", finding.SessionId?.Value);
        if (finding.Outcome is { Status: RepairStatus.Stale })
            json.WriteString("skipped", "sidecar_appeared_during_reconcile");
        json.WriteEndObject();
    }

    private static void WriteSidecarRepair(Utf8JsonWriter json, HermesRepair repaired)
    {
        json.WriteStartObject("sidecar_repair");
        json.WriteStartArray("details");
        foreach (var finding in repaired.Materialisations) WriteMaterialisation(json, finding);
        json.WriteEndArray();
        json.WriteNumber("materialized", repaired.Materialised);
        json.WriteNumber("scanned", repaired.MissingFiles);
        json.WriteEndObject();
    }
}
