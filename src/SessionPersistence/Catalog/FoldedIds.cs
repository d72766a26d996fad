namespace SessionPersistence.Catalog;

/// <summary>Ids by what a case-insensitive file system would take for one name. Not safe for concurrent use.</summary>
internal sealed class FoldedIds
{
    private readonly Dictionary<string, SessionId> _first = new(StringComparer.OrdinalIgnoreCase);

    // Few names are shared, if any: only those cost a list.
    private readonly Dictionary<string, List<SessionId>> _further = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds an id that is not there yet.</summary>
    public void Add(SessionId id)
    {
        if (_first.TryAdd(id.Value, id)) return;

        if (!_further.TryGetValue(id.Value, out var further)) _further[id.Value] = further = [];
        further.Add(id);
    }

    /// <summary>Returns the ids that differ from the given one only in case.</summary>
    public IEnumerable<SessionId> Others(SessionId id)
    {
        if (!_first.TryGetValue(id.Value, out var first)) return [];

        IEnumerable<SessionId> all = _further.TryGetValue(id.Value, out var further) ? [first, .. further] : [first];
        return all.Where(other => other != id);
    }
}
