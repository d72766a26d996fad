namespace SessionPersistence.Tests.Hands;

/// <summary>Which findings name what is not shown.</summary>
internal static class Findings
{
    // Normal after a kill, and about nothing that is lost.
    private static readonly HashSet<string> Ordinary =
    [
        FindingKinds.TurnInterrupted, FindingKinds.StagingLeftover, FindingKinds.JournalTornTail,
        FindingKinds.IndexMissing, FindingKinds.IndexMissingEntry, FindingKinds.DeletionUnfinished,
    ];

    public static bool Tells(RecoveryFinding finding) => !Ordinary.Contains(finding.Kind);

    /// <summary>Returns the words in which the names of sessions and files can be looked for.</summary>
    public static string TextOf(RecoveryFinding finding) =>
        $"{finding.Kind} <{finding.SessionId}> <{finding.RawId}> <{finding.Path}> {finding.Detail} "
        + finding.Outcome?.Detail;

    /// <summary>Whether one of the texts names the session, or one of the files.</summary>
    public static bool Name(IEnumerable<string> texts, string session, IEnumerable<string> files)
    {
        var names = files.ToList();
        return texts.Any(text => text.Contains($"<{session}>", StringComparison.Ordinal)
            || names.Exists(name => text.Contains(name, StringComparison.Ordinal)));
    }
}
