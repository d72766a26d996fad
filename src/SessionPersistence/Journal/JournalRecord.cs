using System.Buffers;
using SessionPersistence.Documents;

namespace SessionPersistence.Journal;

/// <summary>One event of one session, as it stands in a shard. Immutable.</summary>
/// <remarks>
/// On disk: <c>{"version":1,"n":5,"f":4,"event":"appended","session_id":"…","life":"…","revision":7,"after":6,</c> then
/// the body, then the seal. The shard's writer gives <c>n</c> and <c>f</c>; the rest is the record. A copy in another
/// shard is the same record.
/// </remarks>
internal sealed record JournalRecord(JournalEvent Event, SessionId SessionId, string Life)
{
    /// <summary>The reason of a <see cref="JournalEvent.Rewritten"/> that takes in what another program
    /// wrote.</summary>
    public const string MergeReason = "merge";

    /// <summary>The reason of a <see cref="JournalEvent.Rewritten"/> that brings a backup generation back.</summary>
    public const string RestoreReason = "restore";

    /// <summary>The reason of a <see cref="JournalEvent.Rewritten"/> that mends what recovery found.</summary>
    public const string RepairReason = "repair";

    /// <summary>The reason of a <see cref="JournalEvent.Rewritten"/> that only adds.</summary>
    public const string ExtendReason = "extend";

    /// <summary>Gets the number of this write within its life; 0 for an event that is no write.</summary>
    public long Revision { get; init; }

    /// <summary>Gets the revision of the newest earlier write of the life that was not refused.</summary>
    public long After { get; init; }

    /// <summary>Gets what the event carries.</summary>
    public required JournalBody Body { get; init; }

    /// <summary>Gets a rough number of bytes that the record takes in a shard.</summary>
    public int Size => Body.Utf8.Length + 160;

    /// <summary>Whether the record says all that there is of the session, so that nothing before it is needed: not a
    /// document, not a record.</summary>
    public bool IsWhole => Event == JournalEvent.Created
        || (Event == JournalEvent.Rewritten
            && Body is { Kept: 0, Reason: MergeReason or RestoreReason or RepairReason });

    /// <summary>Whether the record may leave out messages that were there before it.</summary>
    public bool MayTakeAway => Event == JournalEvent.Rewritten && Body.Reason != ExtendReason;

    /// <summary>Whether a caller chose what is in the record, and so can be told that it is too large.</summary>
    /// <remarks>What the store puts together of what it has accepted before (partial text, a merge, a restore) it must
    /// be able to write, whatever it adds up to.</remarks>
    public bool IsOfCaller => Event is not (JournalEvent.Interrupted or JournalEvent.Partial or JournalEvent.Deleted)
        && Body.Reason is not (MergeReason or RestoreReason or RepairReason);

    /// <summary>Reads a record.</summary>
    /// <param name="content">A verified line, without its seal and closing brace; the record keeps slices of
    /// it.</param>
    /// <returns><see langword="null"/> for a line that is no record of a session, or of an event that this version does
    /// not know.</returns>
    public static JournalRecord? Parse(ReadOnlyMemory<byte> content)
    {
        // The seal stands where the closing brace would be; the enumerator stops there.
        var members = new JsonMembers(content.Span);
        JournalEvent? journalEvent = null;
        var sessionId = default(SessionId);
        string? life = null;
        long revision = 0, after = 0;
        int? bodyStart = null;
        while (bodyStart is null && members.MoveNext())
        {
            var name = members.Name;
            if (name.SequenceEqual("version"u8) || name.SequenceEqual("n"u8) || name.SequenceEqual("f"u8)) continue;
            else if (name.SequenceEqual("event"u8))
                journalEvent = JournalEvents.Parse(JsonValue.AsString(members.Value));
            else if (name.SequenceEqual("session_id"u8))
                _ = SessionId.TryParse(JsonValue.AsString(members.Value), out sessionId);
            else if (name.SequenceEqual("life"u8)) life = JsonValue.AsString(members.Value);
            else if (name.SequenceEqual("revision"u8)) revision = JsonValue.AsInteger(members.Value) ?? 0;
            else if (name.SequenceEqual("after"u8)) after = JsonValue.AsInteger(members.Value) ?? 0;
            else bodyStart = members.NameRange.Start.Value;
        }

        if (journalEvent is not { } known || sessionId == default || life is null || bodyStart is null) return null;

        return new(known, sessionId, life) { Revision = revision, After = after,
            Body = new(content[bodyStart.Value..]) };
    }

    /// <summary>Writes the record as a sealed line.</summary>
    public void WriteLine(ByteBuffer buffer, long number, long flushedNumber, uint seed)
    {
        var lineStart = buffer.Length;
        JsonText.WriteNumber(buffer, "{\"version\":1,\"n\":"u8, number);
        JsonText.WriteNumber(buffer, ",\"f\":"u8, flushedNumber);
        buffer.Write(",\"event\":\""u8);
        JsonText.WriteText(buffer, Event.Name());
        buffer.Write("\",\"session_id\":\""u8);
        JsonText.WriteText(buffer, SessionId.Value);
        buffer.Write("\",\"life\":\""u8);
        JsonText.WriteText(buffer, Life);
        if (Revision > 0)
        {
            JsonText.WriteNumber(buffer, "\",\"revision\":"u8, Revision);
            JsonText.WriteNumber(buffer, ",\"after\":"u8, After);
            buffer.Write(","u8);
        }
        else
        {
            buffer.Write("\","u8);
        }

        buffer.Write(Body.Utf8.Span);
        SealedLine.Seal(buffer, buffer.Written[lineStart..], seed);
    }
}
