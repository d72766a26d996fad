using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SessionPersistence.Catalog;

/// <summary>Every session id that the store knows, deleted ones included.</summary>
internal sealed class SessionCatalog
{
    private readonly ConcurrentDictionary<SessionId, SessionEntry> _entries = new();
    private readonly Lock _gate = new();

    // Ids that a case-insensitive file system would take for one.
    private readonly Dictionary<string, List<SessionEntry>> _folded = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets what is held while a session begins.</summary>
    /// <remarks>Two ids that differ only in case have two gates: between looking for the other and queueing, no other session begins.</remarks>
    public Lock Creation { get; } = new();

    public ICollection<SessionEntry> Entries => _entries.Values;

    public bool TryFind(SessionId id, [NotNullWhen(true)] out SessionEntry? entry) => _entries.TryGetValue(id, out entry);

    /// <summary>Returns the entry of an id, making it if there is none.</summary>
    public SessionEntry GetOrAdd(SessionId id, ISessionObserver observer)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(id, out var known)) return known;

            var entry = new SessionEntry(id, observer);
            _entries[id] = entry;
            if (!_folded.TryGetValue(id.Value, out var sharing)) _folded[id.Value] = sharing = [];
            sharing.Add(entry);
            return entry;
        }
    }

    /// <summary>Returns the session whose id differs from the given one only in case, if any: it exists, is being created, or is being deleted.</summary>
    public SessionEntry? FindCaseCollision(SessionId id)
    {
        lock (_gate)
        {
            return _folded.GetValueOrDefault(id.Value)?.Find(e => e.Id != id && (e.Pending is not null || e.Visible is not null || e.Fault is not null));
        }
    }

    /// <summary>Returns one page of the readable sessions, newest written first.</summary>
    public SessionPage List(SessionQuery query)
    {
        var after = query.After is null ? null : Cursor.Parse(query.After);
        var rest = _entries.Values
            .Select(entry => entry.Visible is { } head && entry.Fault is null ? head.ToMetadata() : null)
            .OfType<SessionMetadata>()
            .Select(metadata => (Metadata: metadata, Cursor: Cursor.Of(metadata)))
            .Where(each => after is null || each.Cursor.CompareTo(after) > 0)
            .OrderBy(each => each.Cursor)
            .ToList();
        var page = rest.Take(query.Limit).ToList();
        return new([.. page.Select(each => each.Metadata)], rest.Count > page.Count ? page[^1].Cursor.ToString() : null);
    }

    private sealed record Cursor(long Ticks, string Id) : IComparable<Cursor>
    {
        public static Cursor Of(SessionMetadata metadata) => new(metadata.UpdatedAt.UtcTicks, metadata.Id.Value);

        public static Cursor Parse(string text)
        {
            var separator = text.IndexOf('~', StringComparison.Ordinal);
            return separator > 0 && long.TryParse(text.AsSpan(0, separator), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                ? new(ticks, text[(separator + 1)..])
                : throw new ArgumentException("Not a cursor of an earlier page.", nameof(text));
        }

        public int CompareTo(Cursor? other)
        {
            ArgumentNullException.ThrowIfNull(other);

            var byTime = other.Ticks.CompareTo(Ticks);
            return byTime != 0 ? byTime : string.CompareOrdinal(Id, other.Id);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ticks}~{Id}");
    }
}
