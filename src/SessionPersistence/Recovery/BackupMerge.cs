using SessionPersistence.Catalog;

namespace SessionPersistence.Recovery;

/// <summary>Puts the messages of a session and of its backup together.</summary>
internal static class BackupMerge
{
    /// <summary>Makes one list of both, each in its order; between two messages that both have, the backup's come
    /// first. Of a message that both have, it takes what the session made of it.</summary>
    public static List<ReadOnlyMemory<byte>> Merge(
        IReadOnlyList<ReadOnlyMemory<byte>> backup, IReadOnlyList<ReadOnlyMemory<byte>> live)
    {
        var places = PlacesOf(backup);
        var missing = MessageContent.Lacking(live, backup).ToHashSet();
        var ofLive = live.DistinctBy(MessageContent.KeyOf).ToDictionary(MessageContent.KeyOf);
        var merged = new List<ReadOnlyMemory<byte>>(backup.Count + missing.Count);
        var taken = 0;
        var added = new List<ReadOnlyMemory<byte>>();
        foreach (var message in live)
        {
            if (missing.Contains(message))
            {
                added.Add(message);
            }
            else if (places.TryGetValue(MessageContent.KeyOf(message), out var at)
                && at.FirstOrDefault(place => place >= taken, -1) is >= 0 and var anchor)
            {
                TakeUpTo(anchor);
                merged.Add(message);
                taken = anchor + 1;
            }
        }

        TakeUpTo(backup.Count);
        return merged;

        void TakeUpTo(int end)
        {
            merged.AddRange(backup.Skip(taken).Take(end - taken)
                .Select(message => ofLive.GetValueOrDefault(MessageContent.KeyOf(message), message)));
            merged.AddRange(added);
            added.Clear();
            taken = end;
        }
    }

    private static Dictionary<string, List<int>> PlacesOf(IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < messages.Count; i++)
        {
            var key = MessageContent.KeyOf(messages[i]);
            if (!places.TryGetValue(key, out var at)) places[key] = at = [];
            at.Add(i);
        }

        return places;
    }
}
