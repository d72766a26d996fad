using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace SessionPersistence.Documents;

/// <summary>Everything that a document says of a session except the messages.</summary>
internal sealed record SessionHead
{
    /// <summary>The revision that a foreign document has, and keeps when it is adopted unchanged.</summary>
    public const long ForeignRevision = 1;

    /// <summary>How many ended turns a document remembers.</summary>
    public const int MaxRecentTurns = 16;

    private static readonly SearchValues<char> LifeDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Gets the session, by the name of the file.</summary>
    public required SessionId Id { get; init; }

    /// <summary>Gets which life of the id this is, 16 hexadecimal digits of lower case; <see langword="null"/> in a
    /// foreign document.</summary>
    public string? Life { get; init; }

    /// <summary>Gets the number of the newest write that is in the document; 0 in a foreign document.</summary>
    public long Revision { get; init; }

    /// <summary>Gets whether the document has its messages in a list; without one, other programs do not take it for a
    /// session.</summary>
    public bool HasMessageList { get; init; } = true;

    /// <summary>Gets the number of messages.</summary>
    public int MessageCount { get; init; }

    /// <summary>Gets the turn that is open, if any.</summary>
    public OpenTurnHead? OpenTurn { get; init; }

    /// <summary>Gets the turns that ended last, oldest first, at most <see cref="MaxRecentTurns"/>.</summary>
    public ImmutableArray<EndedTurn> RecentTurns { get; init; } = [];

    /// <summary>Gets which writes brought the newest messages, oldest first, at most
    /// <see cref="MessageRun.Remembered"/>; empty where no caller gave ids of its own.</summary>
    /// <remarks>As the document says it: what was written behind it is in no run.</remarks>
    public ImmutableArray<MessageRun> RecentWrites { get; init; } = [];

    /// <summary>Gets what the document says of itself where it is a backup generation.</summary>
    public GenerationStamp? Generation { get; init; }

    /// <summary>Gets all other top-level members; never one that <see cref="MemberOrder.IsReserved"/>.</summary>
    public MemberList Members { get; init; } = MemberList.Empty;

    /// <summary>Gets when the session was created; the start of the epoch where the document does not say.</summary>
    public DateTimeOffset CreatedAt => InstantOf("created_at") ?? DateTimeOffset.UnixEpoch;

    /// <summary>Whether it says that the session was created before an instant.</summary>
    public bool IsCreatedBefore(DateTimeOffset? instant) => InstantOf("created_at") < instant;

    /// <summary>Gets when the session was last written.</summary>
    public DateTimeOffset UpdatedAt => InstantOf("updated_at") ?? CreatedAt;

    /// <summary>Gets the <c>session_id</c> inside the document where it is not the one of the file's name; raw JSON
    /// where it is not text.</summary>
    public string? ForeignSessionId { get; init; }

    /// <summary>Gets whether only the start of the document was read, so that <see cref="Members"/> lacks some and
    /// nothing may be written from it.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Whether a text has the form of a life.</summary>
    public static bool IsLife(string? text) => text is { Length: 16 } && !text.AsSpan().ContainsAnyExcept(LifeDigits);

    /// <summary>Returns the members of a new session.</summary>
    /// <exception cref="ArgumentException">A property is nested deeper than 1,000 levels.</exception>
    public static MemberList ToMembers(
        SessionAttributes attributes, DateTimeOffset createdAt, DateTimeOffset updatedAt) =>
        AttributeMembers.All(attributes).With("created_at", Instant(createdAt)).With("updated_at", Instant(updatedAt));

    /// <summary>Returns the members of the attributes that are not the same; one that is gone is there as
    /// <c>null</c>.</summary>
    /// <inheritdoc cref="ToMembers"/>
    public static MemberList Changes(SessionAttributes before, SessionAttributes after) =>
        AttributeMembers.Changes(before, after);

    /// <summary>Returns what a list shows of the session; without a property that is nested deeper than can be
    /// written.</summary>
    public SessionMetadata ToMetadata() => AttributeMembers.ToMetadata(this);

    /// <summary>Returns the head with members replaced or added. A reserved name is passed over: the head says that
    /// itself.</summary>
    public SessionHead WithMembers(MemberList changes)
    {
        var members = Members;
        foreach (var (name, rawValue) in changes)
        {
            if (!MemberOrder.IsReserved(name)) members = members.With(name, rawValue);
        }

        return this with { Members = members };
    }

    /// <summary>Returns the head with another time of the last write.</summary>
    public SessionHead WithUpdatedAt(DateTimeOffset updatedAt) =>
        this with { Members = Members.With("updated_at", Instant(updatedAt)) };

    private DateTimeOffset? InstantOf(string name) =>
        Members.Find(name) is { } value ? JsonValue.AsInstant(value.Span) : null;

    private static byte[] Instant(DateTimeOffset instant) => Encoding.UTF8.GetBytes(JsonValue.FromInstant(instant));
}
