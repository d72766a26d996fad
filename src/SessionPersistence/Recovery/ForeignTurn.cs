namespace SessionPersistence.Recovery;

/// <summary>What another program's journal says of one turn.</summary>
/// <param name="Id">The id, as it is written there; any text.</param>
internal sealed record ForeignTurn(string Id)
{
    /// <summary>Gets the streams that its answers went to, in order: one for each time that it was run, where one is
    /// named.</summary>
    public IReadOnlyList<string> Streams { get; init; } = [];

    /// <summary>Gets the last of its streams.</summary>
    public string? StreamId => Streams.Count > 0 ? Streams[^1] : null;

    /// <summary>Gets what was submitted and followed by an ending, in order.</summary>
    public IReadOnlyList<ForeignPrompt> Ended { get; init; } = [];

    /// <summary>Gets what was submitted and followed by none, in order; a session that lacks it has lost it.</summary>
    public IReadOnlyList<ForeignPrompt> Waiting { get; init; } = [];

    /// <summary>Gets the file that says what waits, or else what is newest, relative to the store's
    /// directory.</summary>
    public string? Path { get; init; }

    /// <summary>Gets where in that file, in bytes from its start.</summary>
    public long? Offset { get; init; }

    /// <summary>Gets the name of the newest event.</summary>
    public string LastEvent { get; init; } = "";

    /// <summary>Gets whether a worker had begun the answer.</summary>
    public bool IsStarted { get; init; }

    /// <summary>Gets whether it is said to have completed, and nothing was submitted to it after that.</summary>
    public bool IsCompleted { get; init; }

    /// <summary>Gets whether it has two endings, or something follows its ending.</summary>
    public bool Collides { get; init; }

    /// <summary>Gets when it began, in epoch seconds; 0 where that is unknown.</summary>
    public double Seconds { get; init; }

    /// <summary>Whether a prompt may be one of the turn: what it is known to have asked says the same.</summary>
    public bool MaySay(ForeignPrompt prompt) =>
        (Ended.Count == 0 && Waiting.Count == 0) || Ended.Concat(Waiting).Any(known => known.SaysTheSame(prompt));

    /// <summary>Gets what the session is called where it has no other account, raw JSON by the name of the
    /// member.</summary>
    public IReadOnlyList<(string Name, ReadOnlyMemory<byte> RawValue)> Surroundings { get; init; } = [];
}
