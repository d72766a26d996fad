namespace SessionPersistence.Tests.Crash;

/// <summary>A session as a store shows it.</summary>
internal sealed record SeenSession(
    string Id, bool Exists, string? Title, long Revision, string? OpenTurn, IReadOnlyList<string> Messages)
{
    public SessionId SessionId => SessionId.Parse(Id);

    public static async Task<SeenSession> OfAsync(FileSessionStore store, string id)
    {
        var session = await store.LoadAsync(SessionId.Parse(id));
        return session is null
            ? new(id, false, null, 0, null, [])
            : new(id, true, session.Metadata.Title, session.Revision, session.OpenTurn?.TurnId.Value,
                [.. session.Messages.Select(TextOf)]);
    }

    /// <summary>Returns the text by which beliefs know a message.</summary>
    public static string TextOf(SessionMessage message)
    {
        var json = message.ToString();
        if (json.Contains("\"type\":\"interrupted\"", StringComparison.Ordinal)) return Belief.Interrupted;

        return json.Contains("\"_partial\":true", StringComparison.Ordinal) ? "~" + message.Text : message.Text;
    }

    public bool IsSame(SeenSession other) => ToString() == other.ToString();

    public override string ToString() =>
        Exists
            ? $"{Id} '{Title}' revision {Revision} open {OpenTurn ?? "-"} [{string.Join(", ", Messages)}]"
            : $"{Id}: none";
}
