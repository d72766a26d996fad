using SessionPersistence.Catalog;
using SessionPersistence.Documents;

namespace SessionPersistence.Recovery;

/// <summary>Notes in a session which prompts of another program's journal a write takes from it on purpose: no start
/// takes them for lost then.</summary>
/// <param name="listTurns">Lists the journals as they are now.</param>
internal sealed class TakenTurns(Func<IForeignTurns> listTurns)
{
    /// <summary>Returns the members to set with such a write.</summary>
    /// <param name="before">The session.</param>
    /// <param name="after">The messages that it is to have.</param>
    public MemberList MembersFor(SessionContent before, IEnumerable<ReadOnlyMemory<byte>> after)
    {
        if (!before.Messages.Exists(MayBeForeign)) return MemberList.Empty;

        var journal = listTurns().Read(before.Head!.Id);
        var lost = TurnPlan.Lost(before.Messages, journal).Select(planned => planned.Turn)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return RecoveredTurn.Noting(before.Head, TurnPlan.Lost(after, journal)
            .Where(planned => !lost.Contains(planned.Turn)).Select(planned => planned.Turn.Id));
    }

    // To what the user said through this store it gave ids. Where there is nothing else, no directory is listed.
    private static bool MayBeForeign(ReadOnlyMemory<byte> message) =>
        SessionMessage.FromTrusted(message) is { Role: "user" } said
        && !(said.Id is { Length: 16 } id && id.All(char.IsAsciiHexDigitLower));
}
