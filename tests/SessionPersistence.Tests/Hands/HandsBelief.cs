using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Hands;

/// <summary>What must be so after hands touched a directory, as far as the notes and the files say it.</summary>
internal sealed class HandsBelief
{
    private readonly HashSet<string> _sent;
    private readonly HashSet<string> _gone;

    public HandsBelief(OutsidePoint point)
    {
        _sent = [.. point.Sent.OfType<Said>().SelectMany(said => said.Marks)];
        Sessions = [.. point.Sent.OfType<Said>().Select(said => said.Session).Distinct()];
        Told = [.. point.Acknowledged.OfType<Told>().Select(told => told.Words)];
        ToldSince = [.. point.Acknowledged.Skip(point.AcknowledgedBefore).OfType<Told>().Select(told => told.Words)];
        _gone = GoneAfter(point.Acknowledged);
        _gone.ExceptWith(NotAcknowledged(point).Select(maybe => maybe.Session));

        var taken = point.Sent.OfType<Taken>().SelectMany(t => t.Marks).Concat(DeletedElsewhere(point)).ToHashSet();
        var (before, after) = (Marks.ReadableIn(point.Before.Files), Marks.ReadableIn(point.After.Files));
        var touchable = MarksOf(point.Acknowledged.Take(point.AcknowledgedBefore)).Except(taken).ToList();
        var later = MarksOf(point.Acknowledged.Skip(point.AcknowledgedBefore)).Except(taken);
        if (HandsExpectations.LeadsOutside(point.Pair)) later = [];
        Standing = [.. touchable.Where(mark => point.Passes || after.Contains(mark)), .. later];
        Destroyed = [.. touchable.Except(Standing)];
        Touched = [.. Differing(point)];
        JournalFiles = [.. point.Before.Files.Select(file => file.Name).Where(IsOfStore)];
        TouchedJournal = IsOfStore(point.Pair.Target);
        TookJournalAway = TouchedJournal && point.Pair.Action == "take away for a moment";
        var put = FilesPut(point).ToHashSet();
        var goneBefore = GoneAfter(point.Acknowledged.Take(point.AcknowledgedBefore));
        PutBackOfGone =
        [
            .. after.Where(found => goneBefore.Contains(Marks.SessionOf(found.Key)))
                .SelectMany(found => found.Where(put.Contains).Select(file => (found.Key, file))),
        ];
        Kept =
        [
            .. after.Where(found => !WasEverGone(point, Marks.SessionOf(found.Key)) && found.Any(IsNoJournal))
                .Select(found => found.Key).Where(mark => !IsBackupTaken(mark, before, after)),
        ];
        IsDeletionKnown = HandsExpectations.IsDeletionKnown(point);
        MayRefuse = HandsExpectations.MayRefuse(point.Pair) is not null;
    }

    /// <summary>Gets the sessions that were ever written to.</summary>
    public IReadOnlyList<string> Sessions { get; }

    /// <summary>Gets what was acknowledged, was not taken away, and was readable after the action, or was acknowledged
    /// later.</summary>
    public IReadOnlyList<string> Standing { get; }

    /// <summary>Gets what was acknowledged and readable nowhere after the action.</summary>
    public IReadOnlyList<string> Destroyed { get; }

    /// <summary>Gets the files that the action changed, removed or made.</summary>
    public IReadOnlyList<string> Touched { get; }

    /// <summary>Gets the files without which no session of the store can be known whole.</summary>
    public IReadOnlyList<string> JournalFiles { get; }

    /// <summary>Gets whether the action was on one of these.</summary>
    public bool TouchedJournal { get; }

    /// <summary>Gets whether one of them was away: what was opened meanwhile cannot know of it.</summary>
    public bool TookJournalAway { get; }

    /// <summary>Gets what the action put there of sessions that were deleted, with the file.</summary>
    public IReadOnlyList<(string Mark, string File)> PutBackOfGone { get; }

    /// <summary>Gets what was readable after the action outside of the journal, taken away before or not, of sessions
    /// that nobody deleted.</summary>
    public IReadOnlyList<string> Kept { get; }

    /// <summary>Gets what was told while the scenario ran.</summary>
    public IReadOnlyList<string> Told { get; }

    /// <summary>Gets what was told of that after the action.</summary>
    public IReadOnlyList<string> ToldSince { get; }

    /// <summary>Gets whether the directory is no store any more that can be opened.</summary>
    public bool MayRefuse { get; }

    private Func<string, bool> IsDeletionKnown { get; }

    public bool WasSaid(string mark) => _sent.Contains(mark);

    public bool IsGone(string session) => _gone.Contains(session) && IsDeletionKnown(session);

    private static bool IsOfStore(string name) => name.StartsWith("_journal/", StringComparison.Ordinal)
        || name is "store.lock" or "store.owner" or "_deleted.jsonl";

    private static bool IsNoJournal(string name) => !name.StartsWith("_journal", StringComparison.Ordinal);

    private static IEnumerable<string> MarksOf(IEnumerable<object> notes) =>
        notes.OfType<Said>().SelectMany(said => said.Marks).Distinct();

    private static IEnumerable<string> Differing(OutsidePoint point)
    {
        var before = point.Before.Files.Select(file => (file.Name, file.ContentHash)).ToHashSet();
        before.SymmetricExceptWith(point.After.Files.Select(file => (file.Name, file.ContentHash)));
        return before.Select(file => file.Name).Distinct();
    }

    // Documents and backups that the action made or replaced.
    private static IEnumerable<string> FilesPut(OutsidePoint point)
    {
        var before = point.Before.Files.Select(file => (file.Name, file.FileId)).ToHashSet();
        return point.After.Files.Where(file => !before.Contains((file.Name, file.FileId)))
            .Select(file => file.Name).Where(name => !name.Contains('/', StringComparison.Ordinal));
    }

    // A rewrite took it away, and the action its backup: the document that still held it is to be replaced.
    private static bool IsBackupTaken(string mark, ILookup<string, string> before, ILookup<string, string> after) =>
        before[mark].Except(after[mark]).Any(file => file.Contains(".json.bak", StringComparison.Ordinal));

    private static bool WasEverGone(OutsidePoint point, string session) =>
        point.Sent.OfType<Taken>().Any(taken => taken.IsDeletion && taken.Session == session);

    // A deletion ends a life, whoever wrote to it: what another owner added to it goes with it.
    private static IEnumerable<string> DeletedElsewhere(OutsidePoint point)
    {
        var deleted = point.Sent.OfType<Taken>().Where(taken => taken.IsDeletion).SelectMany(t => t.Marks).ToHashSet();
        return point.Acknowledged.OfType<Said>().Where(said => said.Beside is { } mark && deleted.Contains(mark))
            .SelectMany(said => said.Marks);
    }

    private static HashSet<string> GoneAfter(IEnumerable<object> acknowledged)
    {
        var gone = new HashSet<string>();
        foreach (var note in acknowledged)
        {
            if (note is Gone deletion) gone.Add(deletion.Session);
            if (note is Said said) gone.Remove(said.Session);
        }

        return gone;
    }

    private static IEnumerable<Said> NotAcknowledged(OutsidePoint point) => point.Sent.OfType<Said>().Where(
        said => !point.Acknowledged.OfType<Said>().Any(ack => ack.Marks.SequenceEqual(said.Marks)));
}
