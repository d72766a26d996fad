namespace SessionPersistence.Testing;

/// <summary>An exploration found a crash after which something promised did not hold.</summary>
public sealed class CrashViolationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CrashViolationException()
    {
    }

    /// <summary>Creates the exception with its message.</summary>
    public CrashViolationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its message and cause.</summary>
    public CrashViolationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
