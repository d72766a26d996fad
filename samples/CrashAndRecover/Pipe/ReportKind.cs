namespace CrashAndRecover.Pipe;

internal enum ReportKind
{
    /// <summary>The store is about to be opened.</summary>
    Opening,

    /// <summary>The store is open.</summary>
    Opened,

    /// <summary>A call is about to be made.</summary>
    Sent,

    /// <summary>The call returned.</summary>
    Acknowledged,

    /// <summary>The call threw one of the answers that a store may give; nothing may have changed.</summary>
    Refused,

    /// <summary>The store did something behind its callers' backs.</summary>
    Happened,

    /// <summary>The child met something that it has no explanation for, and stops.</summary>
    Failed,
}
