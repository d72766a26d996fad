namespace SessionPersistence;

/// <summary>An error that a host may meet at run time; each leaf carries what its handler needs.</summary>
public abstract class SessionPersistenceException : Exception
{
    private protected SessionPersistenceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Gets whether the same call, later, can succeed and can do no harm.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public virtual bool IsTransient => false;
}
