namespace SessionPersistence;

/// <summary>The state database cannot be read, or not to the end. What was read before stands.</summary>
/// <param name="state">What is the matter with it.</param>
/// <param name="innerException">The error of the database, if there was one.</param>
public sealed class StateDbUnavailableException(StateDbState state, Exception? innerException = null)
    : SessionPersistenceException($"The state database cannot be read: {state.Detail}", innerException)
{
    /// <summary>Gets what is the matter with it.</summary>
    public StateDbState State { get; } = state;
}
