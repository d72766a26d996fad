namespace SessionPersistence.Cli;

/// <summary>What a finding is about, as it was found: an id may break the rule for ids.</summary>
internal static class Subjects
{
    public static string? SessionOf(RecoveryFinding finding) => finding.SessionId?.Value ?? finding.RawId;

    public static string? TurnOf(RecoveryFinding finding) =>
        finding.TurnId?.Value ?? (finding.SessionId is null ? null : finding.RawId);

    /// <summary>Returns the file and the place in it; <see langword="null"/> where there is no file.</summary>
    public static string? PlaceOf(RecoveryFinding finding) =>
        finding.Offset is { } offset ? $"{finding.Path}:{Texts.Number(offset)}" : finding.Path;
}
