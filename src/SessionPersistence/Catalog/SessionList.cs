using System.Collections.Concurrent;

namespace SessionPersistence.Catalog;

/// <summary>Lists the sessions of a catalogue in pages.</summary>
/// <remarks>
/// Orders are made when they are first asked for. A write only notes that its session has moved; the next list puts it
/// in its place. So a page costs what it shows and what was written since the last one, not the number of sessions.
/// </remarks>
internal sealed class SessionList(SessionCatalog catalog)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionOrder, SessionOrdering> _orderings = [];
    private readonly ConcurrentDictionary<SessionId, byte> _moved = new();

    /// <summary>Notes that a session may have another place, or none.</summary>
    public void Moved(SessionId id) => _moved.TryAdd(id, 0);

    /// <summary>Returns one page of the sessions.</summary>
    public SessionPage Page(SessionQuery query)
    {
        ListPlace? after = query.ContinuationToken is { } cursor ? ListPlace.Parse(cursor, query.OrderBy) : null;
        var (sessions, next) = Collect(query, after);
        return new([.. sessions.Select(each => each.Session.ToMetadata(each.Id))])
        {
            ContinuationToken = next?.ToCursor(query.OrderBy),
        };
    }

    private (IReadOnlyList<(SessionId Id, ListedSession Session)> Sessions, ListPlace? Next) Collect(
        SessionQuery query, ListPlace? after)
    {
        var filter = new SessionFilter(query);
        var sessions = new List<(SessionId, ListedSession)>();
        var last = default(ListPlace);
        lock (_gate)
        {
            foreach (var place in UpToDate(query.OrderBy).After(after))
            {
                if (query.OrderBy == SessionOrder.LastWritten && place.Ticks < query.UpdatedSince?.UtcTicks) break;
                if (catalog.View(place.Id) is not { } session || !filter.Passes(session)) continue;
                if (sessions.Count == query.Limit) return (sessions, last);

                sessions.Add((place.Id, session));
                last = place;
            }
        }

        return (sessions, null);
    }

    private SessionOrdering UpToDate(SessionOrder order)
    {
        if (!_orderings.TryGetValue(order, out var asked))
        {
            _orderings[order] = asked = new(catalog.Views().Select(each => (each.Id, TicksOf(each.Session, order))));
        }

        foreach (var (id, _) in _moved)
        {
            // Forgotten before the session is looked at: what changes from here on is noted again.
            if (!_moved.TryRemove(id, out _)) continue;

            var session = catalog.View(id);
            foreach (var (by, ordering) in _orderings) ordering.Move(
                id, session is { } seen ? TicksOf(seen, by) : null);
        }

        return asked;
    }

    private static long TicksOf(ListedSession session, SessionOrder order) =>
        (order == SessionOrder.Created ? session.CreatedAt : session.UpdatedAt).UtcTicks;
}
