using System.Text.Json.Nodes;

namespace SessionPersistence.Tests.Recovery;

/// <summary>One item of a report in the shape of the reference.</summary>
internal sealed record HermesItem(string SessionId, string Kind, string Category, string Recommendation, int Live,
    int Backup, string? TurnId, string? Event)
{
    public static HermesItem Of(JsonNode item) => new(
        (string)item["session_id"]!,
        (string)item["kind"]!,
        (string)item["category"]!,
        (string)item["recommendation"]!,
        (int)item["live_messages"]!,
        (int)item["bak_messages"]!,
        (string?)item["turn_id"],
        (string?)item["event"]);

    public static HermesItem Of(RecoveryFinding finding)
    {
        var isTurn = finding.Kind == FindingKinds.PendingTurn;
        return new(
            finding.SessionId?.Value ?? finding.RawId ?? "",
            finding.Kind,
            finding.Category switch { FindingCategory.Repairable => "repairable",
                FindingCategory.UnsafeToRepair => "unsafe_to_repair", _ => "ok" },
            finding.Recommendation,
            finding.LiveMessages ?? -1,
            finding.BackupMessages ?? -1,
            isTurn ? finding.TurnId?.Value ?? finding.RawId : null,
            isTurn ? finding.Event : null);
    }
}
