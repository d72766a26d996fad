using SessionPersistence.Journal;

namespace SessionPersistence.Catalog;

/// <summary>What the journal has of a session under revisions that two or more owners gave without knowing of each
/// other: two devices, or a lock that was removed.</summary>
/// <param name="Fork">The first revision that is contested.</param>
/// <param name="Highest">The highest revision that any of them has.</param>
/// <param name="Histories">What each of them says from there on, in the order of the files that they begin in.</param>
/// <param name="Visible">Which of them is shown.</param>
/// <param name="Files">The files that they begin in.</param>
/// <param name="Shards">The files that hold contested revisions, or what is not shown.</param>
internal sealed record DivergedHistories(
    long Fork,
    long Highest,
    IReadOnlyList<IReadOnlyList<JournalRecord>> Histories,
    int Visible,
    IReadOnlyList<string> Files,
    IReadOnlySet<ShardName> Shards)
{
    /// <summary>Puts them together: what they have in common, then what each says, in the order of files and revisions,
    /// then what came after; each message once.</summary>
    /// <param name="visible">The session as it is shown.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Merge(SessionContent visible)
    {
        var own = Histories[Visible].SelectMany(record => record.Body.Messages).Select(MessageContent.KeyOf)
            .ToHashSet(StringComparer.Ordinal);
        List<ReadOnlyMemory<byte>> merged =
            [.. visible.Messages.TakeWhile(message => !own.Contains(MessageContent.KeyOf(message)))];
        var common = merged.ToArray();
        var tally = new MessageTally(merged);
        foreach (var history in Histories)
        {
            var content = new SessionContent(visible.Head, common);
            content.Merge(history);
            merged.AddRange(tally.TakeLacking(content.Messages));
        }

        merged.AddRange(tally.TakeLacking(visible.Messages));
        return merged;
    }

    /// <summary>Counts the messages of the others that the session does not show.</summary>
    public int Hidden(SessionContent visible) => Merge(visible).Count - visible.Messages.Count;
}
