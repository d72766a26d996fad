namespace SessionPersistence;

/// <summary>Where a turn stands.</summary>
public enum TurnState
{
    /// <summary>What the user said is durable; the model may run.</summary>
    Submitted,

    /// <summary>A worker, or the assistant's answer, has begun.</summary>
    Started,

    /// <summary>An ending was handed to the store and is not known to be durable yet; no other is accepted.</summary>
    Closing,

    /// <summary>The answer is durable. Final.</summary>
    Completed,

    /// <summary>The turn ended without its answer. Final.</summary>
    Interrupted,
}
