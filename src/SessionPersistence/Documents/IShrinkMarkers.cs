namespace SessionPersistence.Documents;

/// <summary>The members by which another program tells messages that were taken away on purpose from messages that were
/// lost.</summary>
internal interface IShrinkMarkers
{
    /// <summary>Gets the members that describe the messages that they stand with, and go where those go; each with the
    /// value of a document that has nothing to describe.</summary>
    MemberList Describing { get; }

    /// <summary>Says why a document has fewer messages than a backup of it, as far as the document says so
    /// itself.</summary>
    /// <param name="live">The document; with all members.</param>
    /// <param name="liveMessages">The number of its messages; -1 where <c>messages</c> is not a list.</param>
    /// <param name="backup">The backup, which has more messages; with all members.</param>
    /// <returns><see langword="null"/> when nothing says that it was on purpose: then it was a loss.</returns>
    IntentionalShrink? ReasonFor(SessionHead live, int liveMessages, SessionHead backup);

    /// <summary>Whether a document says that messages were once taken away from it on purpose.</summary>
    /// <param name="live">The document; with all members.</param>
    /// <param name="liveMessages">The number of its messages.</param>
    bool IsMarked(SessionHead live, int liveMessages);

    /// <summary>Returns the members that say that messages are taken away on purpose, for a document that came from the
    /// other program.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="before">The document before.</param>
    /// <param name="after">The messages afterwards.</param>
    /// <param name="kept">How many of them stood at the start before.</param>
    /// <returns>None when the document did not come from there.</returns>
    MemberList MembersFor(
        RewriteReason reason, SessionHead before, IReadOnlyList<ReadOnlyMemory<byte>> after, int kept);
}
