using SessionPersistence.Journal;

namespace SessionPersistence.Recovery;

/// <summary>One of several accounts of a life that have other records under the same revisions: from the first of those
/// on.</summary>
/// <param name="file">The file that it begins in.</param>
internal sealed class LifeHistory(string file)
{
    private readonly List<ReplayedRecord> _writes = [];
    private readonly HashSet<string> _owners = new(StringComparer.Ordinal);

    public string File { get; } = file;

    /// <summary>Gets its writes, in the order of their revisions.</summary>
    public IReadOnlyList<ReplayedRecord> Writes => _writes;

    public IEnumerable<JournalRecord> Records => _writes.Select(write => write.Record);

    /// <summary>Gets the owners that wrote it.</summary>
    public IReadOnlySet<string> Owners => _owners;

    /// <summary>Gets the revision of its last write.</summary>
    public long Tip => _writes[^1].Record.Revision;

    public void Add(ReplayedRecord write)
    {
        _writes.Add(write);
        _owners.UnionWith(write.Owners);
    }

    /// <summary>Makes one that has the same beginning, up to a revision.</summary>
    public LifeHistory Branch(string file, long revision)
    {
        var branch = new LifeHistory(file);
        branch._writes.AddRange(_writes.Where(write => write.Record.Revision < revision));
        return branch;
    }
}
