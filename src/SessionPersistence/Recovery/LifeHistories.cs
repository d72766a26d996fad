namespace SessionPersistence.Recovery;

/// <summary>Tells apart what two or more owners wrote of one life without knowing of each other.</summary>
/// <remarks>
/// Owners that share a copy of a record, or of which one goes on where the other ended, are of one history. What cannot
/// be told goes to the one of the lower file name: that a record is in one of them is what matters.
/// </remarks>
internal static class LifeHistories
{
    /// <summary>Splits writes into histories, in the order of the files that they begin in.</summary>
    /// <param name="writes">The writes from the first contested revision on, in the order of their revisions.</param>
    public static IReadOnlyList<LifeHistory> Of(IEnumerable<ReplayedRecord> writes)
    {
        var histories = new List<LifeHistory>();
        foreach (var rivals in writes.GroupBy(write => write.Record.Revision))
        {
            var taken = new HashSet<LifeHistory>();
            foreach (var write in rivals.OrderBy(FileOf, StringComparer.Ordinal))
            {
                var history = Find(histories.Where(history => !taken.Contains(history)).ToList(), write);
                if (history is null) histories.Add(history = Branch(histories, write));
                history.Add(write);
                taken.Add(history);
            }
        }

        return [.. histories.OrderBy(history => history.File, StringComparer.Ordinal)];
    }

    private static LifeHistory? Find(List<LifeHistory> open, ReplayedRecord write) =>
        open.Find(history => write.IsOf(history.Owners))
            ?? open.Find(history => history.Tip == write.Record.After)
            ?? open.FirstOrDefault();

    private static LifeHistory Branch(List<LifeHistory> histories, ReplayedRecord write)
    {
        var trunk = histories.Find(history => write.IsOf(history.Owners))
            ?? histories.Find(history => history.Records.Any(record => record.Revision == write.Record.After));
        return trunk?.Branch(FileOf(write), write.Record.Revision) ?? new(FileOf(write));
    }

    private static string FileOf(ReplayedRecord write) => write.Shard.Name.FileName;
}
