using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.Catalog;

/// <summary>A session as a list sees it: by its head, or by the row of the index while nobody has touched it. Reads
/// nothing from the disk.</summary>
internal readonly struct ListedSession
{
    private readonly SessionHead? _head;
    private readonly DocumentFault? _fault;
    private readonly IndexRow _row;

    public ListedSession(SessionHead head, DocumentFault? fault = null) => (_head, _fault) = (head, fault);

    public ListedSession(IndexRow row) => _row = row;

    public DateTimeOffset UpdatedAt => _head?.UpdatedAt ?? _row.UpdatedAt;

    public DateTimeOffset CreatedAt => _head?.CreatedAt ?? _row.CreatedAt;

    public int MessageCount => _head?.MessageCount ?? _row.MessageCount;

    public bool HasOpenTurn => _head?.OpenTurn is not null;

    /// <summary>Gets whether its file cannot be read.</summary>
    public bool IsFaulted => _fault is not null;

    /// <summary>Returns the raw value of a metadata member; empty when there is none.</summary>
    public ReadOnlySpan<byte> Find(string name)
    {
        if (_head is { } head) return head.Members.Find(name) is { } value ? value.Span : default;

        const int longest = 64;
        Span<byte> utf8 = stackalloc byte[longest];
        return _row.Find(utf8[..Encoding.UTF8.GetBytes(name, utf8)]);
    }

    public SessionMetadata ToMetadata(SessionId id)
    {
        var metadata = (_head ?? _row.ToHead(id)).ToMetadata();
        return _fault is null ? metadata : metadata with { Fault = _fault.ToSessionFault() };
    }
}
