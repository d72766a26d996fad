using System.Text.Json;

namespace SessionPersistence;

/// <summary>What a host says about a session: everything except its messages and what the store keeps account
/// of.</summary>
/// <remarks>Kept in the head of the document under the names in the remarks of each member; readable without reading a
/// message.</remarks>
public abstract record SessionAttributes
{
    private protected SessionAttributes()
    {
    }

    /// <summary>Gets the title that a list shows.</summary>
    /// <remarks><c>title</c></remarks>
    public string? Title { get; init; }

    /// <summary>Gets the folder that the session works in; text, never resolved against the current
    /// directory.</summary>
    /// <remarks><c>workspace</c></remarks>
    public string? Workspace { get; init; }

    /// <summary>Gets the model that answers.</summary>
    /// <remarks><c>model</c></remarks>
    public string? Model { get; init; }

    /// <summary>Gets the provider of the model.</summary>
    /// <remarks><c>model_provider</c></remarks>
    public string? ModelProvider { get; init; }

    /// <summary>Gets the profile that the session belongs to.</summary>
    /// <remarks><c>profile</c></remarks>
    public string? Profile { get; init; }

    /// <summary>Gets the project that the session belongs to.</summary>
    /// <remarks><c>project_id</c></remarks>
    public string? ProjectId { get; init; }

    /// <summary>Gets the path of the work tree of version control that the session has for itself.</summary>
    /// <remarks><c>worktree_path</c></remarks>
    public string? WorktreePath { get; init; }

    /// <summary>Gets the session that this one was forked from.</summary>
    /// <remarks><c>parent_session_id</c></remarks>
    /// <exception cref="ArgumentException">The id is <see langword="default"/>, which names no session.</exception>
    public SessionId? Parent
    {
        get;
        init
        {
            if (value is { } id) Arguments.ThrowIfDefault(id);
            field = value;
        }
    }

    /// <summary>Gets whether the host shows the session first; <see cref="ISessionStore.ListAsync"/> does not look at
    /// it.</summary>
    /// <remarks><c>pinned</c></remarks>
    public bool Pinned { get; init; }

    /// <summary>Gets whether the host hides the session; a list shows both kinds, or the one that
    /// <see cref="SessionQuery.Archived"/> asks for.</summary>
    /// <remarks><c>archived</c></remarks>
    public bool Archived { get; init; }

    /// <summary>Gets values that belong to the host; the store keeps them token for token and never looks
    /// inside.</summary>
    /// <remarks><c>properties</c>. Replaced as a whole.</remarks>
    public IReadOnlyDictionary<string, JsonElement> Properties
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = NoProperties;

    private protected static IReadOnlyDictionary<string, JsonElement> NoProperties { get; } =
        new Dictionary<string, JsonElement>().AsReadOnly();
}
