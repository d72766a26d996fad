namespace SessionPersistence;

// The verbs of a turn.
public sealed partial class TurnJournal
{
    /// <summary>Begins a turn: returns once what the user said is on disk, so that the model may run.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="content">What the user said.</param>
    /// <param name="options">What else is known of the turn; its id, if the host has one. The names of
    /// <see cref="TurnOptions.Properties"/> are members of the event.</param>
    /// <param name="cancellationToken">See <see cref="AppendAsync"/>.</param>
    /// <returns>The <c>submitted</c> event; <see cref="TurnRecord.TurnId"/> is what ends the turn. The same again under
    /// the same id is answered with the first record while the turn is open.</returns>
    /// <inheritdoc cref="AppendAsync" path="/exception"/>
    public ValueTask<TurnRecord> SubmitAsync(
        SessionId sessionId,
        TurnContent content,
        TurnOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        var submitted = new TurnEvent(TurnEventNames.Submitted)
        {
            TurnId = options.TurnId,
            StreamId = options.StreamId,
            Role = "user",
            Content = content,
            Attachments = options.Attachments,
            Workspace = options.Workspace,
            Model = options.Model,
            ModelProvider = options.ModelProvider,
            Properties = options.Properties,
        };
        return AppendAsync(sessionId, submitted, Durability.FlushedToDisk, cancellationToken);
    }

    /// <summary>Ends a turn whose answer is complete, and durable with the host.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="cancellationToken">See <see cref="AppendAsync"/>.</param>
    /// <returns>The <c>completed</c> event; asked again, the first.</returns>
    /// <inheritdoc cref="AppendAsync" path="/exception"/>
    public ValueTask<TurnRecord> CompleteAsync(
        SessionId sessionId, TurnId turnId, CancellationToken cancellationToken = default) =>
        AppendAsync(
            sessionId,
            new(TurnEventNames.Completed) { TurnId = turnId },
            Durability.FlushedToDisk,
            cancellationToken);

    /// <summary>Ends a turn that has no answer.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="turnId">The turn.</param>
    /// <param name="reason">Why, in a word; not blank.</param>
    /// <param name="cancellationToken">See <see cref="AppendAsync"/>.</param>
    /// <returns>The <c>interrupted</c> event; asked again with the same reason, the first.</returns>
    /// <inheritdoc cref="AppendAsync" path="/exception"/>
    public ValueTask<TurnRecord> InterruptAsync(
        SessionId sessionId, TurnId turnId, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);

        return AppendAsync(
            sessionId,
            new(TurnEventNames.Interrupted) { TurnId = turnId, Reason = reason },
            Durability.FlushedToDisk,
            cancellationToken);
    }
}
