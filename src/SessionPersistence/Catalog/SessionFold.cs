using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Catalog;

/// <summary>What a record makes of a session. The same for a write that is being made, for a load, for a checkpoint and
/// for a replay.</summary>
internal static class SessionFold
{
    /// <summary>Applies a record to everything but the messages.</summary>
    /// <param name="head">The session before; <see langword="null"/> only for <see cref="JournalEvent.Created"/> or
    /// after damage.</param>
    /// <param name="record">A write of the same life with a larger revision; no deletion.</param>
    public static SessionHead Apply(SessionHead? head, JournalRecord record)
    {
        var before = head ?? new SessionHead { Id = record.SessionId, Life = record.Life };
        var body = record.Body;
        var changed = before.WithMembers(body.Members);
        if (record.Event != JournalEvent.Created) changed = changed.WithUpdatedAt(body.CreatedAt);
        var after = changed with { Life = record.Life, Revision = record.Revision,
            MessageCount = CountAfter(before, record) };
        if (record.Event == JournalEvent.Rewritten && after.RecentWrites.Length > 0)
            after = after with { RecentWrites = [] };

        if (record.Event == JournalEvent.Submitted && body.TurnId is { } begun)
        {
            var input = SpokenMessage.Digest(body.Messages.AsSpan());
            return after with { OpenTurn = new(begun, body.StreamId, body.CreatedAt, input) };
        }

        return record.Event.IsTerminal() && body.TurnId is { } ended ? WithEnded(after, ended, record.Event) : after;
    }

    /// <summary>Applies a record to the messages.</summary>
    /// <param name="head">The session before.</param>
    /// <param name="messages">The messages; changed in place.</param>
    /// <param name="record">The record.</param>
    /// <returns><see langword="false"/> when the record rewrites something else than these messages, and so was not
    /// applied.</returns>
    public static bool ApplyMessages(SessionHead? head, List<ReadOnlyMemory<byte>> messages, JournalRecord record)
    {
        if (IsSecondEnding(head, record)) return true;

        if (record.Event == JournalEvent.Rewritten)
        {
            var kept = record.Body.Kept;
            if (kept > messages.Count || (kept > 0 && MessageContent.Crc(messages, kept) != record.Body.Crc))
                return false;

            messages.RemoveRange(kept, messages.Count - kept);
        }

        messages.AddRange(record.Body.Messages);
        return true;
    }

    /// <summary>Whether the record ends a turn that has ended already: the first ending stands.</summary>
    public static bool IsSecondEnding(SessionHead? head, JournalRecord record) =>
        head is not null && record.Event.IsTerminal() && record.Body.TurnId is { } id
            && FindEnded(head, id) is not null;

    /// <summary>Finds a turn among those that have ended last.</summary>
    public static EndedTurn? FindEnded(SessionHead head, TurnId turnId)
    {
        foreach (var turn in head.RecentTurns)
        {
            if (turn.TurnId == turnId) return turn;
        }

        return null;
    }

    private static int CountAfter(SessionHead before, JournalRecord record) => record.Event switch
    {
        JournalEvent.Rewritten => record.Body.Kept + record.Body.Messages.Length,
        _ when IsSecondEnding(before, record) => before.MessageCount,
        _ => before.MessageCount + record.Body.Messages.Length,
    };

    private static SessionHead WithEnded(SessionHead head, TurnId turnId, JournalEvent ending)
    {
        if (FindEnded(head, turnId) is not null) return head;

        var outcome = ending == JournalEvent.Completed ? TurnOutcome.Completed : TurnOutcome.Interrupted;
        var input = head.OpenTurn?.TurnId == turnId ? head.OpenTurn.InputDigest : 0;
        var turns = head.RecentTurns.Add(new(turnId, outcome, input));
        return head with
        {
            OpenTurn = head.OpenTurn?.TurnId == turnId ? null : head.OpenTurn,
            RecentTurns = turns.Length > SessionHead.MaxRecentTurns ? turns.RemoveRange(
                0, turns.Length - SessionHead.MaxRecentTurns) : turns,
        };
    }
}
