namespace CrashAndRecover.Oracle;

internal enum ViolationKind
{
    /// <summary>Acknowledged and not there.</summary>
    Lost,

    /// <summary>There and never sent, or refused, or taken away before.</summary>
    Invented,

    /// <summary>There more often than it was sent.</summary>
    Duplicated,

    /// <summary>Everything is there, in another order.</summary>
    OutOfOrder,

    /// <summary>A part of a call that must be whole or absent.</summary>
    HalfDone,

    /// <summary>The message is there with other members than it was sent with.</summary>
    Changed,

    /// <summary>A deleted session is back.</summary>
    Resurrected,

    /// <summary>A turn that nobody ended is not marked as interrupted.</summary>
    NotMarked,

    /// <summary>The store answered a call as it must not.</summary>
    WrongAnswer,
}
