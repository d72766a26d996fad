namespace SessionPersistence;

/// <summary>Which sessions to list.</summary>
/// <remarks>Newest written first; sessions written at the same instant are ordered by id.</remarks>
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

    /// <summary>Gets where the page begins: <see cref="SessionPage.Next"/> of the page before, or <see langword="null"/> for the first.</summary>
    public string? After { get; init; }
}
