using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>The head of a session that is restored from a backup: the backup's, with what a readable session file says
/// that is newer.</summary>
/// <remarks>What shrank by accident may say little of itself. Of a session that a person restores, everything that does
/// not describe messages stays: <see cref="Backup.GenerationContent"/>.</remarks>
internal static class RestoredHead
{
    // What people change without a message; the rest of the backup's members is as old as its messages.
    private static readonly string[] Kept =
        ["pinned", "archived", "project_id", "model", "model_provider", "properties"];

    /// <summary>Makes the head.</summary>
    /// <param name="backup">The backup's.</param>
    /// <param name="live">The session's, as far as it can be read.</param>
    /// <param name="idle">The members that call a turn under way: such a turn is the session's, not the
    /// backup's.</param>
    /// <param name="describing">The members that describe messages: those are the backup's.</param>
    public static SessionHead Of(SessionHead backup, SessionHead? live, MemberList idle, MemberList describing)
    {
        if (live is null) return backup;

        var changes = new List<(string, ReadOnlyMemory<byte>)>();
        foreach (var name in Kept)
        {
            if (live.Members.Find(name) is { } value) changes.Add((name, value));
        }

        if (live.Members.Find("title") is { } title && IsGiven(title.Span)) changes.Add(("title", title));
        if (live.Members.Find("updated_at") is { } updatedAt && IsLater(updatedAt.Span, backup))
            changes.Add(("updated_at", updatedAt));
        foreach (var (name, value) in idle)
        {
            if (live.Members.Find(name) is { } own) changes.Add((name, own));
            else if (backup.Members.Find(name) is not null) changes.Add((name, value));
        }

        foreach (var (name, value) in live.Members)
        {
            if (name != RecoveredTurn.KnownTurns && backup.Members.Find(name) is null && describing.Find(name) is null)
                changes.Add((name, value));
        }

        return backup.WithMembers(MemberList.Create(changes));
    }

    // The title of a session that nobody has named says nothing.
    private static bool IsGiven(ReadOnlySpan<byte> title) =>
        JsonValue.AsString(title) is { } text && !string.IsNullOrWhiteSpace(text) && text != "Untitled";

    private static bool IsLater(ReadOnlySpan<byte> updatedAt, SessionHead backup) =>
        JsonValue.AsInstant(updatedAt)
            > JsonValue.AsInstant(backup.Members.Find("updated_at") is { } own ? own.Span : default);
}
