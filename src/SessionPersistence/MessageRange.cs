namespace SessionPersistence;

/// <summary>Which messages of a session to load.</summary>
/// <remarks><see langword="default"/> is <see cref="All"/>.</remarks>
public readonly record struct MessageRange
{
    private readonly int _lastPlusOne;

    private MessageRange(int lastPlusOne) => _lastPlusOne = lastPlusOne;

    /// <summary>Gets the range of all messages.</summary>
    public static MessageRange All => default;

    /// <summary>The newest messages, or all where there are fewer.</summary>
    /// <param name="count">How many; 0 loads the metadata and the open turn only.</param>
    public static MessageRange Last(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);

        return new(count == int.MaxValue ? 0 : count + 1);
    }

    /// <summary>Returns where the range begins in a conversation.</summary>
    /// <param name="messageCount">The number of messages of the conversation.</param>
    /// <returns>The index of the first message of the range; <paramref name="messageCount"/> when the range is
    /// empty.</returns>
    public int StartIn(int messageCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(messageCount);

        return _lastPlusOne == 0 ? 0 : Math.Max(0, messageCount - (_lastPlusOne - 1));
    }
}
