using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using SessionPersistence.Documents;
using SessionPersistence.Storage;

namespace SessionPersistence.StateDb;

/// <summary>Makes the documents that a database has sessions for, by create-or-fail. The caller holds the lock of the
/// store.</summary>
/// <remarks>
/// Rows are taken in batches: one question for the messages of those that are missing, several documents written at a
/// time, one flush of the directory, and then the outcomes. In memory are the rows of one batch, and the messages of as
/// many sessions as are written at a time, and three.
/// </remarks>
internal sealed class Reconciliation(
    IStateDb stateDb,
    StoreDirectory directory,
    DocumentReader documents,
    IReadOnlyList<IDocumentVeto> vetoes)
{
    /// <summary>How many rows are acknowledged together.</summary>
    public const int BatchRows = 256;

    /// <summary>How many documents are written at a time unless a test asks for less.</summary>
    public const int DefaultDegree = 16;

    /// <summary>Gets how many documents are written at a time. With 1, all that happens has one order.</summary>
    public int Degree { get; init; } = DefaultDegree;

    /// <summary>Reconciles rows, in the order of the database.</summary>
    /// <param name="only">The sessions to look at; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Observed between rows.</param>
    /// <exception cref="StateDbUnavailableException">The database cannot be read to the end; the rows before have their
    /// outcomes.</exception>
    public async IAsyncEnumerable<StateDbOutcome> RunAsync(
        IReadOnlyCollection<SessionId>? only, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = stateDb.ReadSessionsAsync(only, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = rows.ConfigureAwait(false);
        while (true)
        {
            var (batch, end) = await NextAsync(rows).ConfigureAwait(false);
            foreach (var outcome in await ReconcileAsync(batch, isAsked: false, cancellationToken)
                .ConfigureAwait(false)) yield return outcome;

            end?.Throw();
            if (batch.Count < BatchRows) yield break;
        }
    }

    /// <summary>Makes one document because a person asked for it, also one without messages.</summary>
    /// <exception cref="StateDbUnavailableException">The database cannot be read.</exception>
    public async Task<StateDbOutcome> MaterialiseAsync(SessionId id, CancellationToken cancellationToken)
    {
        var rows = stateDb.ReadSessionsAsync([id], cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = rows.ConfigureAwait(false);
        var (batch, end) = await NextAsync(rows).ConfigureAwait(false);
        end?.Throw();
        if (batch.Count == 0)
            return new(id.Value, StateDbOutcomeKind.NoRow, "The database has no such session.") { SessionId = id };

        return (await ReconcileAsync(batch, isAsked: true, cancellationToken).ConfigureAwait(false))[0];
    }

    // What was read before the database turned out to be damaged is as good as any.
    private static async Task<(List<StateDbSession> Rows, ExceptionDispatchInfo? End)> NextAsync(
        IAsyncEnumerator<StateDbSession> rows)
    {
        var batch = new List<StateDbSession>(BatchRows);
        try
        {
            while (batch.Count < BatchRows && await rows.MoveNextAsync().ConfigureAwait(false)) batch.Add(rows.Current);
            return (batch, null);
        }
        catch (StateDbUnavailableException exception)
        {
            return (batch, ExceptionDispatchInfo.Capture(exception));
        }
    }

    private async Task<IReadOnlyList<StateDbOutcome>> ReconcileAsync(
        List<StateDbSession> rows, bool isAsked, CancellationToken cancellationToken)
    {
        var batch = new ReconciledBatch(rows);
        foreach (var (row, id) in batch.Named()) Judge(batch, row, id, isAsked);

        try
        {
            await PublishAsync(batch, isAsked, cancellationToken).ConfigureAwait(false);
        }
        catch (StateDbUnavailableException exception)
        {
            batch.FailRest(exception.Message);
        }

        if (batch.SaysThatSomethingIsThere) Flush(batch);
        return batch.Outcomes;
    }

    private void Judge(ReconciledBatch batch, StateDbSession row, SessionId id, bool isAsked)
    {
        try
        {
            if (SessionName.Holder(directory, documents, id) is var (kind, detail)) batch.Set(id, kind, detail);
            else if (Veto(id, isAsked) is var (veto, why)) batch.Set(id, veto, why);
            else if (row.Messages == 0 && !isAsked) batch.Set(id, StateDbOutcomeKind.NoMessages, NoMessages);
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            batch.Set(id, StateDbOutcomeKind.Failed, exception.Message);
        }
    }

    private const string NoMessages = "The session has no messages; a person has to say whether it is wanted.";

    private (StateDbOutcomeKind Kind, string Detail)? Veto(SessionId id, bool isAsked) =>
        vetoes.Select(veto => veto.Of(id))
            .FirstOrDefault(veto => veto != DocumentVeto.None && !(veto == DocumentVeto.Uncertain && isAsked)) switch
        {
            DocumentVeto.Alive => (StateDbOutcomeKind.AlreadyThere, "The journal has the session."),
            DocumentVeto.Deleted => (StateDbOutcomeKind.Deleted, "The session was deleted."),
            DocumentVeto.Tombstoned => (StateDbOutcomeKind.Tombstoned, "Another program deleted the session."),
            DocumentVeto.Uncertain => (StateDbOutcomeKind.MaybeDeleted,
                "Records of deletions are damaged: whether the session was deleted is unknown."),
            _ => null,
        };

    private async Task PublishAsync(ReconciledBatch batch, bool isAsked, CancellationToken cancellationToken)
    {
        var missing = batch.Missing;
        if (missing.Count == 0) return;

        var conversations = Conversation.GatherAsync(
            stateDb.ReadMessagesAsync(missing, cancellationToken), documents.MaxBytes);
        await DiskWork.ForEachAsync(conversations, Math.Min(Degree, missing.Count),
            conversation => Publish(batch, conversation), cancellationToken).ConfigureAwait(false);

        // The others had none, or lost them since they were counted.
        foreach (var id in batch.Missing)
        {
            if (isAsked) Publish(batch, new(id, documents.MaxBytes));
            else batch.Set(id, StateDbOutcomeKind.NoMessages, NoMessages);
        }
    }

    private void Publish(ReconciledBatch batch, Conversation conversation)
    {
        var id = conversation.Id;
        try
        {
            conversation.ThrowIfTooLarge();
            var head = StateDbDocument.HeadOf(id, batch.RowOf(id), conversation.Messages);
            var written = DocumentWriter.Write(head, conversation.Messages);
            documents.ThrowIfTooLarge(written, $"{id}.json");
            if (AtomicFile.TryPublish(directory.Disk, directory.Root, $"{id}.json", written.Bytes.Span,
                directoryFlush: DirectoryFlush.ByCaller))
            {
                batch.SetMaterialised(conversation);
                return;
            }

            var holder = SessionName.Holder(directory, documents, id);
            if (holder is { Kind: StateDbOutcomeKind.NameHeld } held) batch.Set(id, held.Kind, held.Detail);
            else batch.Set(id, StateDbOutcomeKind.AppearedMeanwhile,
                "Another program made the document at the same time; that one stands.");
        }
        catch (Exception exception) when (exception is SessionWriteException || DiskFault.Is(exception))
        {
            batch.Set(id, StateDbOutcomeKind.Failed, exception.Message);
        }
    }

    // Also what was there before: a program that was killed may have made it and flushed nothing.
    private void Flush(ReconciledBatch batch)
    {
        try
        {
            directory.Disk.FlushDirectory(directory.Root);
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            batch.FailWhatIsThere($"The names in the directory could not be flushed ({exception.Message}): whether the "
                + "document is durable is unknown.");
        }
    }
}
