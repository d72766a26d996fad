using SessionPersistence.Documents;

namespace SessionPersistence;

/// <summary>One conclusion of a scan or of start-up.</summary>
/// <param name="Kind">A stable code, one of <see cref="FindingKinds"/>.</param>
/// <param name="Category">Whether it may be repaired unattended.</param>
/// <param name="Detail">For a person: what was seen, what will be done or was done, what would be lost; not
/// parsed.</param>
public sealed record RecoveryFinding(string Kind, FindingCategory Category, string Detail)
{
    /// <summary>Gets what to do about it, one of <see cref="Recommendations"/>.</summary>
    public string Recommendation { get; init; } =
        Category == FindingCategory.UnsafeToRepair ? Recommendations.ManualReview : Recommendations.None;

    /// <summary>Gets the session concerned; <see langword="null"/> for a finding about the store, or about something
    /// that only looks like a session.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Gets the id as it was found, where it breaks the rule for ids: of a turn where <see cref="SessionId"/>
    /// is there, else of a session.</summary>
    public string? RawId { get; init; }

    /// <summary>Gets the file, relative to the store's directory.</summary>
    public string? Path { get; init; }

    /// <summary>Gets where in the file, in bytes from its start.</summary>
    public long? Offset { get; init; }

    /// <summary>Gets how many messages the session has; <see langword="null"/> where it has none that can be read, or
    /// where that does not matter.</summary>
    public int? LiveMessages { get; init; }

    /// <summary>Gets how many messages the backup has; <see langword="null"/> where there is none that can be read, or
    /// where that does not matter.</summary>
    public int? BackupMessages { get; init; }

    /// <summary>Gets the turn that it concerns.</summary>
    public TurnId? TurnId { get; init; }

    /// <summary>Gets the newest event that a journal has of the turn.</summary>
    public string? Event { get; init; }

    /// <summary>Gets what a repair did about it; <see langword="null"/> when none was tried.</summary>
    public RepairOutcome? Outcome { get; init; }

    /// <summary>Gets what it is about: the session, or the id or file as it was found.</summary>
    internal string? Subject => SessionId?.Value
        ?? (RawId is not null ? JsonText.Quote(RawId) : Path is not null ? JsonText.Quote(Path) : null);

    /// <summary>Returns one line for a log: the kind, the session or file, the sentence, and what a repair
    /// did.</summary>
    public override string ToString()
    {
        var outcome = Outcome is null ? "" : $" {Outcome.Status}: {Outcome.Detail}";
        return $"{Kind}{(Subject is null ? "" : $" {Subject}")}: {Detail}{outcome}";
    }
}
