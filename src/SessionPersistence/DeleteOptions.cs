namespace SessionPersistence;

/// <summary>How a session is deleted.</summary>
public sealed record DeleteOptions
{
    /// <summary>Gets why, for whoever audits it; at most 1,000 characters. It is kept for good, so it should not say
    /// what the session held.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets for how long the session can be undeleted: a copy of all that it is goes where no list, load or
    /// search sees it, and is removed after this time. <see langword="null"/> keeps nothing.</summary>
    /// <value>More than zero.</value>
    public TimeSpan? KeepFor { get; init; }

    internal void ThrowIfInvalid()
    {
        Arguments.ThrowIfTooLong(Reason);
        if (KeepFor is { } keepFor)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(keepFor, TimeSpan.Zero, nameof(KeepFor));
    }
}
