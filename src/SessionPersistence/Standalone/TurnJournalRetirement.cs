using Microsoft.Extensions.Logging;
using SessionPersistence.Diagnostics;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Standalone;

/// <summary>Removes shards that nothing needs any more, oldest first; what open turns have there is carried
/// first.</summary>
internal sealed class TurnJournalRetirement(
    DurableFileSystem disk,
    string directory,
    JournalWriter writer,
    TurnCatalog catalog,
    IReadOnlySet<ShardName> damaged,
    StoreMetrics metrics,
    ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Removes what can be removed, up to the first shard that cannot. One at a time; who comes meanwhile does
    /// not wait.</summary>
    public async Task RetireAsync()
    {
        if (!_gate.Wait(0)) return;

        try
        {
            // Carrying may fill shards, and end them: those are for the next time.
            var kept = new HashSet<SessionTurns>();
            foreach (var shard in writer.Shards.Retirable)
            {
                var uses = catalog.UsesOf(shard);
                if (IsHeld(uses, kept)) kept.UnionWith(uses.Select(use => use.Session));
                else if (!await TryRetireAsync(shard, uses).ConfigureAwait(false)) return;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Waits for what is under way and removes nothing more: a file that goes after the lock would be missing
    /// to its next holder.</summary>
    public Task StopAsync() => _gate.WaitAsync();

    public void Dispose() => _gate.Dispose();

    // Contested events stay until the host has taken them in, and what is younger of the same sessions: without it, a
    // turn that has ended would be open again.
    private static bool IsHeld(
        IReadOnlyList<(SessionTurns Session, long Revision)> uses, HashSet<SessionTurns> kept) =>
        uses.Any(use => use.Session.Holds(use.Revision) || kept.Contains(use.Session));

    private async Task<bool> TryRetireAsync(
        ShardName shard, IReadOnlyList<(SessionTurns Session, long Revision)> uses)
    {
        if (uses.Any(use => !IsCovered(use.Session, use.Revision))) return false;

        try
        {
            if (writer.StopIfOwnedTwice()) return false;

            var hasOpenTurns = uses.Any(use => use.Session.HasOpenTurnIn(shard.Sequence));
            if (hasOpenTurns && !await TryCarryAsync(shard).ConfigureAwait(false)) return false;

            // One name at a time: were a younger shard gone while an older one is not, the older one's records would be
            // read as the newest.
            Remove(shard);
            disk.FlushDirectory(directory);
        }
        catch (Exception e) when (DiskFault.Is(e) || e is SessionPersistenceException)
        {
            Log.JournalRetirementFailed(logger, shard.FileName, e);
            return false;
        }

        catalog.Forget(shard);
        writer.Shards.Forget(shard);
        metrics.ShardRetired();
        return true;
    }

    private static bool IsCovered(SessionTurns session, long revision)
    {
        lock (session.Gate) return session.Covered >= revision;
    }

    // A shard that lost acknowledged records may be the last trace of them, and what was put in the place of one is
    // somebody's: it is set aside under a name that no start reads.
    private void Remove(ShardName shard)
    {
        var path = Path.Join(directory, shard.FileName);
        if (!damaged.Contains(shard) && !writer.Shards.IsLost(shard)) disk.DeleteFile(path);
        else if (disk.FindEntry(path) is not null) disk.ReplaceFile(path, path + ShardName.BrokenExtension);
    }

    private async Task<bool> TryCarryAsync(ShardName shard)
    {
        var lines = new List<EventLine>();
        if (!TryEnqueue(shard, lines)) return false;

        await writer.CommitAllAsync(lines).ConfigureAwait(false);
        metrics.RecordsCarried(lines.Count);
        foreach (var session in lines.Select(line => line.Session).Distinct()) session.Carried(shard.Sequence);
        return true;
    }

    private bool TryEnqueue(ShardName shard, List<EventLine> lines)
    {
        using var scanner = ShardScanner.Open(disk, Path.Join(directory, shard.FileName), shard);
        while (scanner.MoveNext())
        {
            if (!scanner.IsIntact || TurnEventFormat.Read(scanner.Content.Span) is not { } record) continue;
            if (!catalog.TryFind(record.SessionId, out var session)) continue;

            lock (session.Gate)
            {
                // Compared and queued in one, so that no copy stands behind the ending of its turn. An ending that is
                // on its way may still be refused.
                if (!session.TryFind(record.TurnId, out var turn) || turn.IsEndingDurable) continue;
                if (!turn.IsOpen) return false;

                var line = EventLine.Copy(catalog, session, record, scanner.Content.Span);
                writer.Enqueue(line);
                lines.Add(line);
            }
        }

        return true;
    }
}
