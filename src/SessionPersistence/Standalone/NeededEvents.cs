namespace SessionPersistence.Standalone;

/// <summary>Which events of a session no document of the host had made superfluous at one moment: those that it does
/// not cover, those of turns that were open, and those of which there are several accounts.</summary>
/// <param name="covered">The revision up to which the document is durable.</param>
/// <param name="contestedFrom">From which revision on there are several accounts.</param>
/// <param name="openTurns">The turns without a durable ending.</param>
internal sealed class NeededEvents(long covered, long contestedFrom, HashSet<TurnId> openTurns)
{
    public bool Contains(in TurnRecord record) =>
        record.Revision > covered || record.Revision >= contestedFrom || openTurns.Contains(record.TurnId);
}
