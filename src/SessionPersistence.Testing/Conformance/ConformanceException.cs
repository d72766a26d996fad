namespace SessionPersistence.Testing;

/// <summary>A store does not do what <see cref="ISessionStore"/> promises.</summary>
/// <param name="message">What was expected, and what was seen.</param>
/// <param name="innerException">The exception that came instead, if one did.</param>
public sealed class ConformanceException(string message, Exception? innerException = null)
    : Exception(message, innerException);
