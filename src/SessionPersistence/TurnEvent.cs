using System.Collections.Frozen;
using System.Text.Json;

namespace SessionPersistence;

/// <summary>One event of a turn, as a host tells it to a <see cref="TurnJournal"/> and gets it back.</summary>
/// <param name="Name">What happened: one of <see cref="TurnEventNames"/>, or a name of the host's own; not
/// blank.</param>
/// <remarks>What is <see langword="null"/> is not written. Text and JSON values are kept token for token, escaped lone
/// surrogates and large numbers included.</remarks>
public sealed record TurnEvent(string Name)
{
    /// <summary>Gets what happened.</summary>
    /// <remarks><c>event</c></remarks>
    /// <exception cref="ArgumentException">It is blank.</exception>
    public string Name { get; init => field = NotBlank(value); } = NotBlank(Name);

    /// <summary>Gets the turn; <see langword="null"/> lets the journal make an id, see
    /// <see cref="SessionPersistence.TurnId.New"/>.</summary>
    /// <remarks><c>turn_id</c></remarks>
    /// <exception cref="ArgumentException">The id is <see langword="default"/>, which names no turn.</exception>
    public TurnId? TurnId
    {
        get;
        init => field = value is { } id && id == default(TurnId) ? throw new ArgumentException(
            "default(TurnId) names no turn.", nameof(value)) : value;
    }

    /// <summary>Gets when it happened; <see langword="null"/> lets the journal take the present instant. Orders
    /// nothing.</summary>
    /// <remarks><c>created_at</c>: epoch seconds</remarks>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the host's name for the stream that carries the answer.</summary>
    /// <remarks><c>stream_id</c></remarks>
    public string? StreamId { get; init; }

    /// <summary>Gets who speaks.</summary>
    /// <remarks><c>role</c></remarks>
    public string? Role { get; init; }

    /// <summary>Gets what was said.</summary>
    /// <remarks><c>content</c></remarks>
    public TurnContent? Content { get; init; }

    /// <summary>Gets what the user attached: any JSON values.</summary>
    /// <remarks><c>attachments</c>; not written when there are none</remarks>
    public IReadOnlyList<JsonElement> Attachments
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = [];

    /// <summary>Gets the folder that the turn works in.</summary>
    /// <remarks><c>workspace</c></remarks>
    public string? Workspace { get; init; }

    /// <summary>Gets the model that is asked.</summary>
    /// <remarks><c>model</c></remarks>
    public string? Model { get; init; }

    /// <summary>Gets the provider of the model.</summary>
    /// <remarks><c>model_provider</c></remarks>
    public string? ModelProvider { get; init; }

    /// <summary>Gets why the turn was interrupted.</summary>
    /// <remarks><c>reason</c></remarks>
    public string? Reason { get; init; }

    /// <summary>Gets the place of the answer in the host's list of messages, from 0.</summary>
    /// <remarks><c>assistant_message_index</c></remarks>
    public long? AssistantMessageIndex { get; init; }

    /// <summary>Gets whether the event says that it ends its turn; <see langword="true"/> by default for the two
    /// endings. The name alone decides what it does.</summary>
    /// <remarks><c>terminal</c></remarks>
    public bool? Terminal
    {
        get => field ?? (Ending is null ? null : true);
        init;
    }

    /// <summary>Gets the members that have no property here. No name that the journal uses itself is allowed.</summary>
    /// <remarks>Read while the event is being appended; not changed meanwhile.</remarks>
    public IReadOnlyDictionary<string, JsonElement> Properties
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = FrozenDictionary<string, JsonElement>.Empty;

    internal TurnOutcome? Ending => Name switch
    {
        TurnEventNames.Completed => TurnOutcome.Completed,
        TurnEventNames.Interrupted => TurnOutcome.Interrupted,
        _ => null,
    };

    internal bool OpensTurn =>
        Name is TurnEventNames.Submitted or TurnEventNames.WorkerStarted or TurnEventNames.AssistantStarted;

    /// <summary>Gets whether the event is the first or the last of what a turn says: only once under its id.</summary>
    internal bool BoundsTurn => Name == TurnEventNames.Submitted || Ending is not null;

    private static string NotBlank(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return name;
    }
}
