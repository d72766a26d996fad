namespace SessionPersistence;

/// <summary>Which sessions to list. Without filters: all of them.</summary>
/// <remarks>
/// Pages follow a cursor, not a number of sessions to skip: a session that is not written between two pages is on
/// exactly one of them. One that is written moves to its new place, where the pages may have been already, or may yet
/// come.
/// </remarks>
public sealed record SessionQuery
{
    private readonly int _limit = 50;

    /// <summary>Gets the largest number of sessions on one page.</summary>
    /// <value>The default is 50. Must be at least 1.</value>
    public int Limit
    {
        get => _limit;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _limit = value;
        }
    }

    /// <summary>Gets where the page begins: <see cref="SessionPage.ContinuationToken"/> of the page before, or
    /// <see langword="null"/> for the first.</summary>
    /// <remarks>Only for a query of the same <see cref="OrderBy"/>.</remarks>
    public string? ContinuationToken { get; init; }

    /// <summary>Gets the order.</summary>
    /// <value>The default is <see cref="SessionOrder.LastWritten"/>.</value>
    public SessionOrder OrderBy
    {
        get;
        init
        {
            if (!Enum.IsDefined(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "Not an order.");
            field = value;
        }
    }

    /// <summary>Gets whether to list archived sessions only, or only those that are not; <see langword="null"/> for
    /// both.</summary>
    public bool? Archived { get; init; }

    /// <summary>Gets the workspace whose sessions to list, compared exactly; <see langword="null"/> for all.</summary>
    public string? Workspace { get; init; }

    /// <summary>Gets the session whose forks to list; <see langword="null"/> for all sessions.</summary>
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

    /// <summary>Gets the instant since which a session must have been written, itself included; <see langword="null"/>
    /// for all.</summary>
    public DateTimeOffset? UpdatedSince { get; init; }

    /// <summary>Gets whether to leave out sessions that nobody has used yet.</summary>
    /// <remarks>
    /// Those without a message and without a title (or titled <c>Untitled</c>) that have no open turn, no work tree
    /// (<see cref="SessionAttributes.WorktreePath"/>), no prompt that another program noted and did not answer
    /// (<c>pending_user_message</c>), and no draft of a prompt that another program keeps in them
    /// (<c>composer_draft</c>, with a text or files).
    /// </remarks>
    public bool HideEmpty { get; init; }
}
