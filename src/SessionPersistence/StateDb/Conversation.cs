namespace SessionPersistence.StateDb;

/// <summary>The messages of one session, gathered up to a limit.</summary>
internal sealed class Conversation(SessionId id, long maxBytes)
{
    private readonly List<ReadOnlyMemory<byte>> _messages = [];
    private readonly List<StateDbFault> _faults = [];
    private long _bytes;

    public SessionId Id => id;

    public IReadOnlyList<ReadOnlyMemory<byte>> Messages => _messages;

    public IReadOnlyList<StateDbFault> Faults => _faults;

    // Then nothing of it is kept.
    private bool IsTooLarge => _bytes > maxBytes;

    /// <summary>Gathers the messages of sessions that follow each other. A session is handed out when it is known to be
    /// complete.</summary>
    public static async IAsyncEnumerable<Conversation> GatherAsync(
        IAsyncEnumerable<StateDbMessage> messages, long maxBytes)
    {
        Conversation? current = null;
        await foreach (var message in messages.ConfigureAwait(false))
        {
            if (current?.Id != message.SessionId)
            {
                if (current is not null) yield return current;
                current = new(message.SessionId, maxBytes);
            }

            current.Add(message);
        }

        if (current is not null) yield return current;
    }

    /// <summary>Throws if there was more than a document may hold.</summary>
    /// <exception cref="IOException">There was.</exception>
    public void ThrowIfTooLarge()
    {
        if (IsTooLarge) throw new IOException($"The messages have more than {maxBytes} bytes.");
    }

    private void Add(StateDbMessage message)
    {
        _bytes += message.Message.Utf8Json.Length;
        if (IsTooLarge)
        {
            _messages.Clear();
            return;
        }

        _messages.Add(message.Message.Utf8Json);
        _faults.AddRange(message.Faults);
    }
}
