namespace SessionPersistence;

/// <summary>Guards against misuse that the types of arguments let through.</summary>
internal static class Arguments
{
    /// <exception cref="ArgumentException">The id is <see langword="default"/>, which names no session.</exception>
    public static void ThrowIfDefault(SessionId id)
    {
        if (id == default) throw new ArgumentException("default(SessionId) names no session.", nameof(id));
    }

    /// <exception cref="ArgumentException">The text is longer than it may be.</exception>
    public static void ThrowIfTooLong(string? reason)
    {
        const int most = 1000;
        if (reason?.Length > most) throw new ArgumentException(
            $"The reason has {reason.Length} characters; at most {most} are kept.", nameof(reason));
    }

    /// <exception cref="ArgumentException">The list is <see langword="null"/>, has one in it, or is shorter than it
    /// must be.</exception>
    public static void ThrowIfInvalid(IReadOnlyList<SessionMessage> messages, int atLeast = 0)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentOutOfRangeException.ThrowIfLessThan(messages.Count, atLeast, nameof(messages));
        if (messages.Contains(null)) throw new ArgumentException("A message is null.", nameof(messages));
    }
}
