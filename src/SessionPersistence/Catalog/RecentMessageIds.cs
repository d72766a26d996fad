namespace SessionPersistence.Catalog;

/// <summary>The ids of the newest messages of a session, to recognise an append that is a repetition.</summary>
internal sealed class RecentMessageIds
{
    /// <summary>How many are remembered.</summary>
    public const int Remembered = 256;

    private readonly List<string?> _ids = [];

    public void AddRange(IEnumerable<SessionMessage> messages)
    {
        _ids.AddRange(messages.Select(message => message.Id));
        if (_ids.Count > Remembered) _ids.RemoveRange(0, _ids.Count - Remembered);
    }

    /// <summary>Whether the session ends with messages of exactly these ids.</summary>
    public bool EndsWith(IReadOnlyList<SessionMessage> messages) =>
        messages.Count <= _ids.Count && messages.Select(
            (m, i) => m.Id is { } id && id == _ids[_ids.Count - messages.Count + i]).All(same => same);

    /// <summary>Returns the first id that the session has already.</summary>
    public string? FirstKnown(IEnumerable<SessionMessage> messages) =>
        messages.Select(message => message.Id).FirstOrDefault(id => id is not null && _ids.Contains(id));
}
