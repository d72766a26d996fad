namespace SessionPersistence.Testing;

/// <summary>What became of an operation.</summary>
public enum CrashOperationOutcome
{
    /// <summary>It did what it says.</summary>
    Done,

    /// <summary>The caller got an error.</summary>
    Failed,

    /// <summary>The caller was told that it is done, and it is not: a flush that was ignored or that lied.</summary>
    Skipped,
}
