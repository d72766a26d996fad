namespace SessionPersistence.Catalog;

/// <summary>Keeps the sessions in the order of one instant of theirs. A change costs the logarithm of their number. Not
/// safe for concurrent use.</summary>
internal sealed class SessionOrdering
{
    private readonly SortedSet<ListPlace> _places;
    private readonly Dictionary<SessionId, ListPlace> _placeOf;

    public SessionOrdering(IEnumerable<(SessionId Id, long Ticks)> sessions)
    {
        _placeOf = sessions.ToDictionary(session => session.Id, session => new ListPlace(session.Ticks, session.Id));
        _places = new(_placeOf.Values);
    }

    /// <summary>Moves a session to its place; <see langword="null"/> takes it out.</summary>
    public void Move(SessionId id, long? ticks)
    {
        ListPlace? now = ticks is { } at ? new ListPlace(at, id) : null;
        var isListed = _placeOf.TryGetValue(id, out var before);
        if (isListed && now == before) return;

        if (isListed)
        {
            _places.Remove(before);
            _placeOf.Remove(id);
        }

        if (now is not { } place) return;

        _places.Add(place);
        _placeOf[id] = place;
    }

    /// <summary>Enumerates the places behind one, from the beginning without one.</summary>
    public IEnumerable<ListPlace> After(ListPlace? place)
    {
        if (place is not { } start) return _places;
        if (_places.Count == 0 || start.CompareTo(_places.Max) >= 0) return [];

        return _places.GetViewBetween(start, _places.Max).SkipWhile(each => each == start);
    }
}
