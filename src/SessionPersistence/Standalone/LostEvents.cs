using Microsoft.Extensions.Logging;
using SessionPersistence.Diagnostics;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Standalone;

/// <summary>Finds what has to be written again when the file of a shard is gone: the events that no document of the
/// host covers, and all of turns that are open.</summary>
internal sealed class LostEvents(TurnCatalog catalog, ILogger logger)
{
    /// <summary>Returns copies of the events of a shard that are needed.</summary>
    public IReadOnlyList<JournalLine> CopiesOf(JournalShard shard)
    {
        var copies = new List<EventLine>();
        try
        {
            using var scanner = shard.Scan();
            while (scanner.MoveNext())
            {
                if (scanner.IsIntact && TurnEventFormat.Read(scanner.Content.Span) is { } record
                    && catalog.Of(record.SessionId) is var session && IsNeeded(session, record))
                {
                    copies.Add(EventLine.Copy(catalog, session, record, scanner.Content.Span));
                }
            }
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            Log.JournalRetirementFailed(logger, shard.Name.FileName, e);
        }

        catalog.Forget(shard.Name);
        return copies;
    }

    private static bool IsNeeded(SessionTurns session, in TurnRecord record)
    {
        lock (session.Gate)
        {
            return record.Revision > session.Covered
                || (session.TryFind(record.TurnId, out var turn) && !turn.IsEndingDurable);
        }
    }
}
