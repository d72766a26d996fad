using System.Text.Json;

namespace SessionPersistence;

/// <summary>What a host says about a turn when it begins.</summary>
/// <remarks>
/// Written with the turn's first record, under the names in the remarks of each member, and kept at least until the
/// turn has ended: for stop buttons, dead workers, and who reads the journal. What a conversation must keep for ever
/// belongs in its messages.
/// </remarks>
public sealed record TurnOptions
{
    /// <summary>Gets the id; <see langword="null"/> lets the store make one. Giving the same one again never begins a
    /// second turn.</summary>
    /// <exception cref="ArgumentException">The id is <see langword="default"/>, which names no turn.</exception>
    public TurnId? TurnId
    {
        get;
        init => field = value is { } id && id == default(TurnId) ? throw new ArgumentException(
            "default(TurnId) names no turn.", nameof(value)) : value;
    }

    /// <summary>Gets the host's name for the stream that carries the answer: for stop buttons and dead
    /// workers.</summary>
    /// <remarks><c>stream_id</c></remarks>
    public string? StreamId { get; init; }

    /// <summary>Gets the folder that the turn works in.</summary>
    /// <remarks><c>workspace</c></remarks>
    public string? Workspace { get; init; }

    /// <summary>Gets the model that is asked.</summary>
    /// <remarks><c>model</c></remarks>
    public string? Model { get; init; }

    /// <summary>Gets the provider of the model.</summary>
    /// <remarks><c>model_provider</c></remarks>
    public string? ModelProvider { get; init; }

    /// <summary>Gets what the user attached: any JSON values, kept token for token.</summary>
    /// <remarks><c>attachments</c>. The messages of the turn are not changed by it: one that shows its attachments has
    /// a member of that name itself.</remarks>
    public IReadOnlyList<JsonElement> Attachments
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = [];

    /// <summary>Gets further values of the host, kept token for token.</summary>
    /// <remarks><c>properties</c></remarks>
    public IReadOnlyDictionary<string, JsonElement> Properties
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new Dictionary<string, JsonElement>().AsReadOnly();
}
