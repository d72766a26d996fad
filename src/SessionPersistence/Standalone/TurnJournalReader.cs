using System.Runtime.CompilerServices;
using System.Text;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Standalone;

/// <summary>Reads a journal beside its writer, over pooled buffers: lines that are flushed when the reading
/// starts.</summary>
internal sealed class TurnJournalReader(
    DurableFileSystem disk, string directory, Func<IReadOnlyList<ShardExtent>> readable)
{
    /// <summary>Reads the events of one session in the order of their revisions, each once; where several owners gave
    /// the same revision, in the order of their files.</summary>
    public async IAsyncEnumerable<TurnRecord> ReadAsync(
        SessionTurns session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await CallerContext.LeaveAsync();
        using var shards = OpenShards.Of(disk, directory, readable());
        var needed = session.Needed();
        bool hasCopies, isContested;
        lock (session.Gate) (hasCopies, isContested) = (session.HasCopies, session.IsContested);
        if (isContested)
        {
            foreach (var record in ContestedRecords(shards, session.Id, needed, cancellationToken))
                yield return record;
            lock (session.Gate) session.WasRead = true;
            yield break;
        }

        var late = hasCopies ? LateRecords(shards, session.Id, needed, cancellationToken) : [];
        long last = 0;
        var next = 0;
        foreach (var record in RecordsOf(shards, session.Id, needed, cancellationToken))
        {
            if (record.Revision <= last) continue;

            for (; next < late.Count && late[next].Revision < record.Revision; next++)
            {
                if (late[next].Revision > last) yield return late[next];
            }

            last = record.Revision;
            yield return record;
        }
    }

    /// <summary>Reads whole shards, oldest first, line by line as they stand.</summary>
    public async IAsyncEnumerable<TurnJournalLine> ReadShardsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await CallerContext.LeaveAsync();
        using var shards = OpenShards.Of(disk, directory, readable());
        foreach (var (scanner, name) in shards.Scan())
        {
            while (scanner.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (LineOf(scanner, name) is { } line) yield return line;
            }
        }
    }

    private static TurnJournalLine? LineOf(ShardScanner scanner, ShardName name)
    {
        if (!scanner.IsIntact) return new(
            name.FileName, scanner.LineNumber, scanner.Offset, null, Encoding.UTF8.GetString(scanner.Line.Span));

        return TurnEventFormat.Read(scanner.Content.Span) is { } record
            ? new(name.FileName, scanner.LineNumber, scanner.Offset, record, null)
            : null;
    }

    // Copies of what a removed shard held stand behind records that are younger.
    private static List<TurnRecord> LateRecords(
        OpenShards shards, SessionId id, NeededEvents needed, CancellationToken cancellationToken)
    {
        long newest = 0;
        var late = new SortedDictionary<long, TurnRecord>();
        foreach (var record in RecordsOf(shards, id, needed, cancellationToken))
        {
            if (record.Revision <= newest) late.TryAdd(record.Revision, record);
            newest = Math.Max(newest, record.Revision);
        }

        return [.. late.Values];
    }

    private static IEnumerable<TurnRecord> ContestedRecords(
        OpenShards shards, SessionId id, NeededEvents needed, CancellationToken cancellationToken) =>
        EventsOf(shards, id, needed, cancellationToken)
            .DistinctBy(each => (each.Record.Revision, each.Record.CreatedAt, each.Identity))
            .OrderBy(each => each.Record.Revision)
            .Select(each => each.Record);

    private static IEnumerable<TurnRecord> RecordsOf(
        OpenShards shards, SessionId id, NeededEvents needed, CancellationToken cancellationToken) =>
        EventsOf(shards, id, needed, cancellationToken).Select(each => each.Record);

    private static IEnumerable<(TurnRecord Record, uint Identity)> EventsOf(
        OpenShards shards, SessionId id, NeededEvents needed, CancellationToken cancellationToken)
    {
        foreach (var (scanner, _) in shards.Scan())
        {
            while (scanner.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!scanner.IsIntact || !TurnEventFormat.IsOf(scanner.Content.Span, id)) continue;
                if (TurnEventFormat.Read(scanner.Content.Span) is { } record && needed.Contains(record))
                    yield return (record, Crc32C.Compute(EventLine.MembersOf(scanner.Content.Span)));
            }
        }
    }
}
