using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using SessionPersistence.Diagnostics;

namespace SessionPersistence.Catalog;

/// <summary>Every session id that the store knows, deleted ones included.</summary>
/// <remarks>
/// A session that the index knows, and whose document is still the file that the index saw, is *untouched*: it takes no
/// more memory than its row until somebody needs its entry. That is when the head of its document is read.
/// </remarks>
internal sealed class SessionCatalog
{
    private readonly ConcurrentDictionary<SessionId, SessionEntry> _entries = new();
    private readonly Dictionary<SessionId, IndexRow> _untouched = [];
    private readonly FoldedIds _folded = new();
    private readonly Lock _gate = new();
    private readonly SessionList _list;
    private readonly FaultIssues _faults;

    public SessionCatalog(StoreIssues issues) => (_list, _faults) = (new(this), new(issues));

    /// <summary>Gets what is held while a session begins.</summary>
    /// <remarks>Two ids that differ only in case have two gates: between looking for the other and queueing, no other
    /// session begins.</remarks>
    public Lock Creation { get; } = new();

    /// <summary>Gets the entries of the sessions that were touched; nothing has to be done for the others.</summary>
    public ICollection<SessionEntry> Entries => _entries.Values;

    /// <summary>Gets the number of ids.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count + _untouched.Count;
        }
    }

    /// <summary>Sets who reads the documents of untouched sessions.</summary>
    public SessionHeads? Heads { private get; set; }

    /// <summary>Adds a session that the index knows.</summary>
    public void AddUntouched(SessionId id, IndexRow row)
    {
        lock (_gate)
        {
            _untouched.Add(id, row);
            _folded.Add(id);
        }
    }

    /// <summary>Whether the index knows a session that nobody has touched yet.</summary>
    public bool IsUntouched(SessionId id)
    {
        lock (_gate) return _untouched.ContainsKey(id);
    }

    /// <summary>Finds what the index says of a session that nobody has touched yet.</summary>
    public bool TryFindUntouched(SessionId id, out IndexRow row)
    {
        lock (_gate) return _untouched.TryGetValue(id, out row);
    }

    /// <summary>Finds the entry of an id; may read the head of its document, so it is called under no gate.</summary>
    /// <exception cref="StoreUnavailableException">That cannot be read now; the next call tries again.</exception>
    public bool TryFind(SessionId id, [NotNullWhen(true)] out SessionEntry? entry) =>
        _entries.TryGetValue(id, out entry) || TryTouch(id, out entry);

    /// <summary>Returns the entry of an id, making it if there is none; called under no gate.</summary>
    public SessionEntry GetOrAdd(SessionId id, ISessionObserver observer)
    {
        if (TryFind(id, out var known)) return known;

        lock (_gate)
        {
            if (_entries.TryGetValue(id, out known)) return known;

            _folded.Add(id);
            return _entries[id] = new(id, observer);
        }
    }

    /// <summary>Returns the id that differs from the given one only in case, if any: its session exists, is being
    /// created, or is being deleted.</summary>
    public SessionId? FindCaseCollision(SessionId id)
    {
        lock (_gate)
        {
            foreach (var other in _folded.Others(id))
            {
                if (!_entries.TryGetValue(other, out var entry) || entry.Pending is not null
                    || entry.Visible is not null || entry.Fault is not null) return other;
            }
        }

        return null;
    }

    /// <summary>Notes that the whole of the file was looked at of a session that nobody has touched.</summary>
    public void Verified(SessionId id)
    {
        lock (_gate)
        {
            if (_untouched.TryGetValue(id, out var row)) _untouched[id] = row.Verified();
        }
    }

    /// <summary>Notes that the file of a session that nobody has touched is gone for good.</summary>
    public void GiveUp(SessionId id)
    {
        SessionEntry gone;
        lock (_gate)
        {
            if (!_untouched.Remove(id, out var row)) return;

            gone = _entries[id] = Heads!.Gone(id, row);
        }

        Moved(gone);
    }

    /// <summary>Notes that a session may have another place in lists, or another fault.</summary>
    public void Moved(SessionEntry entry)
    {
        _list.Moved(entry.Id);
        _faults.Tell(entry);
    }

    /// <summary>Tells the health of the store what opening found wrong with sessions.</summary>
    public void TellFaults()
    {
        foreach (var entry in Entries) _faults.Tell(entry);
    }

    /// <inheritdoc cref="SessionList.Page"/>
    public SessionPage List(SessionQuery query) => _list.Page(query);

    /// <summary>Returns a session as a list sees it; <see langword="null"/> when there is none.</summary>
    public ListedSession? View(SessionId id)
    {
        if (_entries.TryGetValue(id, out var entry)) return View(entry);

        lock (_gate)
        {
            if (_untouched.TryGetValue(id, out var row)) return new ListedSession(row);
        }

        return _entries.TryGetValue(id, out entry) ? View(entry) : null;
    }

    /// <summary>Returns all sessions as a list sees them, in no order.</summary>
    public IEnumerable<(SessionId Id, ListedSession Session)> Views()
    {
        var (touched, untouched) = Split();
        foreach (var (id, row) in untouched) yield return (id, new(row));

        foreach (var entry in touched)
        {
            if (View(entry) is { } session) yield return (entry.Id, session);
        }
    }

    /// <summary>Returns the sessions that were touched, and the rows of the others, at one moment.</summary>
    public (IReadOnlyList<SessionEntry> Touched, IReadOnlyList<KeyValuePair<SessionId, IndexRow>> Untouched) Split()
    {
        lock (_gate) return ([.. _entries.Values], [.. _untouched]);
    }

    private static ListedSession? View(SessionEntry entry) =>
        entry is { IsListed: true, Listed: { } head } ? new ListedSession(head, entry.ListedFault) : null;

    private bool TryTouch(SessionId id, [NotNullWhen(true)] out SessionEntry? entry)
    {
        IndexRow row;
        lock (_gate)
        {
            if (!_untouched.TryGetValue(id, out row)) return _entries.TryGetValue(id, out entry);
        }

        // Of several who read it at the same time, one counts.
        var read = Heads!.Read(id, row);
        lock (_gate)
        {
            if (_untouched.Remove(id)) _entries[id] = read;
            entry = _entries[id];
        }

        Moved(entry);
        return true;
    }
}
