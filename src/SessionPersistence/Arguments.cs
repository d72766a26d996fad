namespace SessionPersistence;

/// <summary>Guards against misuse that the types of arguments let through.</summary>
internal static class Arguments
{
    /// <exception cref="ArgumentException">The id is <see langword="default"/>, which names no session.</exception>
    public static void ThrowIfDefault(SessionId id)
    {
        if (id == default) throw new ArgumentException("default(SessionId) names no session.", nameof(id));
    }

    /// <exception cref="ArgumentException">The list is <see langword="null"/>, has one in it, or is shorter than it must be.</exception>
    public static void ThrowIfInvalid(IReadOnlyList<SessionMessage> messages, int atLeast = 0)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentOutOfRangeException.ThrowIfLessThan(messages.Count, atLeast, nameof(messages));
        if (messages.Contains(null)) throw new ArgumentException("A message is null.", nameof(messages));
    }
}
