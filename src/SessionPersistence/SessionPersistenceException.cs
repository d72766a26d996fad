namespace SessionPersistence;

/// <summary>An error that a host may meet at run time; each leaf carries what its handler needs.</summary>
public abstract class SessionPersistenceException : Exception
{
    private protected SessionPersistenceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
