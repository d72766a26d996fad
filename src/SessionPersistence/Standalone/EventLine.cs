using System.Buffers;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Standalone;

/// <summary>An event of a turn on its way to a shard. Used again when both its caller and the journal have let go of
/// it.</summary>
/// <remarks>On disk: <c>{"version":1,"n":5,"f":4,"revision":7,"created_at":…,</c> then the event, then the
/// seal.</remarks>
internal sealed class EventLine(TurnCatalog catalog) : JournalLine
{
    // What stands around the event, at its longest.
    private const int Overhead = 160;
    private const int LargestKeptBuffer = 16 * 1024;

    private readonly ByteBuffer _members = new(LargestKeptBuffer);
    private int _holders;

    public SessionTurns Session { get; private set; } = null!;

    public TurnId TurnId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Gets the number of the record: given when it is queued, or that of the record that it is a copy
    /// of.</summary>
    public long Revision { get; private set; }

    /// <summary>Gets whether it is another copy of a record that is in the journal already.</summary>
    public bool IsCopy { get; private set; }

    /// <summary>Gets the ending that the event is, if it is one.</summary>
    public TurnOutcome? Ending { get; private set; }

    /// <summary>Gets or sets what the event did to its turn.</summary>
    public TurnEffect Effect { get; set; }

    /// <summary>Gets the digest of what the event says, where it submits or ends a turn; else 0.</summary>
    public ulong Digest { get; private set; }

    public override SessionId SessionId => Session.Id;

    public override int Size => _members.Length + Overhead;

    public override bool IsOfCaller => !IsCopy;

    public override bool MayUseReserve => IsCopy || Ending is not null;

    public override string History => Session.Id.Value;

    public override bool IsWrite => !IsCopy;

    public override bool IsLossTold => !IsCopy;

    /// <summary>Takes up a new event.</summary>
    /// <exception cref="ArgumentException">Something in it cannot be written.</exception>
    public void Fill(SessionTurns session, TurnId turnId, DateTimeOffset createdAt, TurnEvent said)
    {
        (Session, TurnId, CreatedAt, Ending) = (session, turnId, createdAt, said.Ending);
        (Revision, Effect, IsBuffered, Error) = (0, TurnEffect.None, false, null);
        _members.Clear();
        TurnEventFormat.Write(_members, session.Id, turnId, said);
        Digest = said.BoundsTurn ? SpokenMessage.DigestOfMembers(_members.Written) : 0;

        // The caller, and the journal.
        _holders = 2;
    }

    /// <summary>Makes another copy of a record.</summary>
    /// <param name="catalog">What the journal remembers.</param>
    /// <param name="session">The session.</param>
    /// <param name="record">The record.</param>
    /// <param name="content">The verified line that it was read from, without its seal and closing brace.</param>
    public static EventLine Copy(
        TurnCatalog catalog, SessionTurns session, in TurnRecord record, ReadOnlySpan<byte> content)
    {
        var line = new EventLine(catalog)
        {
            Session = session,
            TurnId = record.TurnId,
            CreatedAt = record.CreatedAt,
            Revision = record.Revision,
            Ending = record.Event.Ending,
            IsCopy = true,
            _holders = 2,
        };
        line._members.Write(MembersOf(content));
        return line;
    }

    /// <summary>Returns everything that the caller said but the instant.</summary>
    /// <param name="content">A verified line, without its seal and closing brace.</param>
    public static ReadOnlySpan<byte> MembersOf(ReadOnlySpan<byte> content)
    {
        var members = new JsonMembers(content);
        while (members.MoveNext())
        {
            if (members.Name.SequenceEqual("created_at"u8)) return content[(members.ValueRange.End.Value + 1)..];
        }

        return default;
    }

    public override void Queued()
    {
        if (Revision == 0) Revision = catalog.NextRevision();
    }

    public override void Write(ByteBuffer buffer, long number, long flushedNumber, uint seed)
    {
        var lineStart = buffer.Length;
        JsonText.WriteNumber(buffer, "{\"version\":1,\"n\":"u8, number);
        JsonText.WriteNumber(buffer, ",\"f\":"u8, flushedNumber);
        JsonText.WriteNumber(buffer, ",\"revision\":"u8, Revision);
        buffer.Write(",\"created_at\":"u8);
        JsonValue.WriteInstant(buffer, CreatedAt);
        buffer.Write(","u8);
        buffer.Write(_members.Written);
        SealedLine.Seal(buffer, buffer.Written[lineStart..], seed);
    }

    public override void Flushed(ShardName shard) => catalog.Flushed(this, shard);

    public override void Refused() => Session.Undo(this);

    public override void LetGo() => Release();

    /// <summary>Lets go of the line. One that somebody keeps is never used again; the collector takes it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0) catalog.Return(this);
    }
}
