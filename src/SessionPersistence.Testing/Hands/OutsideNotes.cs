namespace SessionPersistence.Testing;

/// <summary>What a run noted, and where the directory was touched.</summary>
internal sealed class OutsideNotes
{
    public List<object> Sent { get; init; } = [];

    public List<object> Acknowledged { get; init; } = [];

    public List<string> Wrong { get; } = [];

    /// <summary>Gets the numbers of notes when the directory was touched.</summary>
    public (int Sent, int Acknowledged)? TouchedAt { get; private set; }

    public void Touch() => TouchedAt = (Sent.Count, Acknowledged.Count);

    /// <summary>Copies the notes up to an earlier instant.</summary>
    public OutsideNotes UpTo((int Sent, int Acknowledged) counts) => new()
    {
        Sent = [.. Sent.Take(counts.Sent)], Acknowledged = [.. Acknowledged.Take(counts.Acknowledged)],
    };
}
