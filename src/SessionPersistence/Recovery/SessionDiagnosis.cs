namespace SessionPersistence.Recovery;

/// <summary>All findings of one session, in the order in which they are mended.</summary>
internal sealed class SessionDiagnosis(SessionEvidence evidence)
{
    private readonly List<DiagnosedFinding> _items = [];

    public SessionId Id => Evidence.Id;

    public SessionEvidence Evidence { get; } = evidence;

    public IReadOnlyList<DiagnosedFinding> Items => _items;

    /// <summary>Gets whether the session will be there when all is mended that can be.</summary>
    public bool IsMade => Evidence.Content is not null || IsMended;

    /// <summary>Gets whether there is something about it that a repair mends unasked.</summary>
    public bool IsMended =>
        _items.Any(item => item.Step is not null && item.Finding.Category == FindingCategory.Repairable);

    /// <summary>Gets whether a copy takes its place when all is mended that can be.</summary>
    public bool IsRestored =>
        _items.Any(item => item.Step is { IsRestore: true } && item.Finding.Category == FindingCategory.Repairable);

    public void Add(RecoveryFinding finding, RepairStep? step = null) =>
        _items.Add(new(finding with { SessionId = Id }, step));
}
