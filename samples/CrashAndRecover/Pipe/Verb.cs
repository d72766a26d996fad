namespace CrashAndRecover.Pipe;

/// <summary>What the child asks the store to do.</summary>
internal enum Verb
{
    None,
    Create,
    Begin,
    Partial,
    Step,
    Complete,
    Interrupt,
    Append,

    /// <summary>An append of what the session ends with already: must change nothing.</summary>
    Replay,
    Rewrite,
    Retitle,
    Delete,

    /// <summary>The end of a turn whose session was deleted meanwhile: must be refused.</summary>
    LateComplete,
    Checkpoint,
}
