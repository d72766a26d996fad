using System.Runtime.CompilerServices;
using System.Text;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>Reads what the journal of a store still has of one session, for people who want to know what
/// happened.</summary>
/// <remarks>
/// Takes no lock and writes nothing; a live owner may append meanwhile. What a document covers is removed from the
/// journal sooner or later, so that the history of a session need not begin with its creation.
/// </remarks>
/// <param name="directory">The directory of the store.</param>
/// <param name="environment">The disk.</param>
public sealed class SessionJournal(string directory, StoreEnvironment? environment = null)
{
    private readonly StoreDirectory _directory = new((environment ?? new()).Disk, directory);

    /// <summary>Reads the records of a session as they stand, oldest file first. One that was carried to another file
    /// is there twice.</summary>
    /// <param name="sessionId">The session; one that the journal does not know has no records.</param>
    /// <param name="cancellationToken">Observed between records.</param>
    /// <returns>Those whose checksum is right; also of former lives of the id, and such as were never
    /// acknowledged.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IAsyncEnumerable<SessionJournalRecord> ReadAsync(
        SessionId sessionId, CancellationToken cancellationToken = default)
    {
        Arguments.ThrowIfDefault(sessionId);

        return ReadShardsAsync(sessionId, cancellationToken);
    }

    private async IAsyncEnumerable<SessionJournalRecord> ReadShardsAsync(
        SessionId id,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await CallerContext.LeaveAsync();
        foreach (var shard in Shards())
        {
            foreach (var record in RecordsOf(shard, id))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return record;
            }
        }
    }

    private IReadOnlyList<ShardName> Shards() =>
        _directory.Disk.FindEntry(_directory.Journal) is null
            ? []
            : ShardName.List(_directory.Disk, _directory.Journal);

    private IEnumerable<SessionJournalRecord> RecordsOf(ShardName shard, SessionId id)
    {
        using var scanner = TryOpen(shard);
        var named = Encoding.UTF8.GetBytes($"\"{id}\"");
        while (scanner?.MoveNext() == true)
        {
            if (!scanner.IsIntact || scanner.Content.Span.IndexOf(named) < 0) continue;

            var line = scanner.Line.ToArray();
            if (JournalRecord.Parse(SealedLine.Content(line)) is { } record && record.SessionId == id)
            {
                yield return new(
                    $"{StoreDirectory.JournalName}/{shard.FileName}", scanner.LineNumber, scanner.Offset, record, line);
            }
        }
    }

    // A shard that is gone held nothing that is still needed.
    private ShardScanner? TryOpen(ShardName shard)
    {
        try
        {
            return ShardScanner.Open(_directory.Disk, _directory.PathInJournal(shard.FileName), shard);
        }
        catch (FileNotFoundException e) when (DiskFault.Is(e))
        {
            return null;
        }
    }
}
