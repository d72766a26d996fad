using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Stores;

namespace SessionPersistence.FileStore;

/// <summary>The verb that begins turns.</summary>
internal sealed partial class SessionVerbs
{
    public async Task<Turn> BeginTurnAsync(
        SessionId id,
        IReadOnlyList<SessionMessage> input,
        TurnOptions options,
        CancellationToken cancellationToken)
    {
        var entry = await OwnedAsync(id, cancellationToken).ConfigureAwait(false);
        var givesIds = TurnWriter.ThrowIfRepeated(input) || options.TurnId is not null;
        var turnId = options.TurnId ?? TurnId.New(store.Time.GetUtcNow());
        var body = BodyOf(turnId, options, TurnWriter.WithIds(input, turnId));
        JournalAppend? append, last;
        SessionHead pending;
        (KnownWrite Write, TurnOutcome? Outcome) known;
        while (true)
        {
            if (givesIds) await learning.LearnAsync(entry, cancellationToken).ConfigureAwait(false);

            cancellationToken.ThrowIfCancellationRequested();
            lock (entry.Gate)
            {
                pending = SessionWriter.PendingOf(entry);
                if (givesIds && !entry.IsLearnt) continue;

                last = entry.LastWrite;
                known = givesIds ? Compare(entry, pending, turnId, input) : default;
                append = known.Write.Kind == KnownWriteKind.New && pending.OpenTurn is null
                    ? writer.Enqueue(entry, pending, JournalEvent.Submitted, body)
                    : null;
                break;
            }
        }

        if (append is null)
        {
            await writer.SettleAsync(last, cancellationToken).ConfigureAwait(false);
            return AnswerOf(pending, turnId, known.Write, known.Outcome);
        }

        var turn = new FileTurn(id, turnId, pending.Life!, TurnOwnership.Owner, engine);
        await CommitOrAbandonAsync(append, turn, cancellationToken).ConfigureAwait(false);
        return turn;
    }

    private JournalBody BodyOf(TurnId turnId, TurnOptions options, IReadOnlyList<SessionMessage> stored)
    {
        var body = writer.Body()
            .Turn(turnId)
            .Text("stream_id", options.StreamId)
            .Text("workspace", options.Workspace)
            .Text("model", options.Model)
            .Text("model_provider", options.ModelProvider);
        if (options.Attachments.Count > 0) body.Json("attachments", JsonElements.ToArray(options.Attachments));
        if (options.Properties.Count > 0) body.Json("properties", JsonElements.ToObject(options.Properties));
        return body.Messages(stored.Select(m => m.Utf8Json)).Build();
    }

    // Under the gate of the entry. First the turn: the same request again has the same messages.
    private static (KnownWrite Write, TurnOutcome? Outcome) Compare(
        SessionEntry entry, SessionHead pending, TurnId turnId, IReadOnlyList<SessionMessage> input)
    {
        var digest = SpokenMessage.Digest([.. input.Select(message => message.Utf8Json)]);
        var (older, olderOutcome) = entry.Known!.FindTurn(turnId, input);
        if (pending.OpenTurn?.TurnId == turnId) return (TurnOf(pending.OpenTurn.InputDigest), null);
        if (SessionFold.FindEnded(pending, turnId) is { } ended) return (TurnOf(ended.InputDigest), ended.Outcome);
        if (older.Kind != KnownWriteKind.New) return (older, olderOutcome);

        // A turn is repeated by its id: messages that are there already begin no other one.
        var messages = entry.Compare(input);
        return messages.Kind == KnownWriteKind.Repeat
            ? (messages with { Kind = KnownWriteKind.Reused, MessageId = input[0].Id }, null)
            : (messages, null);

        // A former version did not note the digest: then the messages tell, as far as they are known.
        KnownWrite TurnOf(ulong known) => known == 0
            ? older with { Kind = older.Kind == KnownWriteKind.Reused ? older.Kind : KnownWriteKind.Repeat }
            : new(known == digest ? KnownWriteKind.Repeat : KnownWriteKind.Reused);
    }

    private FileTurn AnswerOf(SessionHead pending, TurnId turnId, KnownWrite known, TurnOutcome? outcome)
    {
        if (known.Kind == KnownWriteKind.Reused)
        {
            throw known.MessageId is { } messageId
                ? new IdReusedException(pending.Id, messageId)
                : new IdReusedException(pending.Id, turnId);
        }

        return outcome is { } ended
            ? new(pending.Id, turnId, pending.Life!, TurnOwnership.NonOwning, engine, ended)
            : throw new TurnInProgressException(pending.Id, pending.OpenTurn!.TurnId);
    }

    // The record stands although its caller has gone, so nobody would ever end the turn.
    private async Task CommitOrAbandonAsync(JournalAppend append, FileTurn turn, CancellationToken cancellationToken)
    {
        var commit = writer.CommitAsync(append, CancellationToken.None);
        try
        {
            await commit.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = AbandonAsync(commit, turn);
            throw;
        }
    }

    private async Task AbandonAsync(Task commit, FileTurn turn)
    {
        try
        {
            await commit.ConfigureAwait(false);
            await turn.InterruptAsync(InterruptionReasons.Cancelled).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SessionPersistenceException or ObjectDisposedException)
        {
            engine.Failed(e);
        }
    }
}
