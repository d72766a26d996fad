using SessionPersistence.Backup;
using SessionPersistence.Catalog;

namespace SessionPersistence.FileStore;

/// <summary>Removes the copies of deleted sessions whose time is over, also where their id was used again.</summary>
internal sealed class KeptCopyExpiry(StoreContext store, StoreEngine engine, KeptCopies kept)
{
    // A clock that is not believed now may be later.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Removes what is due.</summary>
    /// <returns>When to look again.</returns>
    /// <exception cref="IOException">The device refused.</exception>
    public TimeSpan Run()
    {
        Remove(kept.List(), isUnclaimed: _ => false);
        return UntilNext();
    }

    /// <summary>The same before the first call is served, when no deletion is under way: a copy of a session that is
    /// there was left by a deletion that was refused.</summary>
    /// <exception cref="IOException">The device refused.</exception>
    public void RunAtStart() => Remove(kept.List(), IsAlive);

    /// <summary>Returns when to look for copies that are due.</summary>
    public TimeSpan UntilNext()
    {
        if (kept.List() is not { Count: > 0 } copies) return Timeout.InfiniteTimeSpan;
        if (store.Clock.Now is not { } now) return Longest;

        var due = engine.Deletions().Where(deletion => copies.Contains((deletion.SessionId, deletion.Life)))
            .Min(deletion => deletion.KeptUntil) ?? now + Longest;
        return TimeSpan.FromTicks(Math.Clamp((due - now).Ticks, 0, Longest.Ticks));
    }

    private void Remove(IReadOnlyList<(SessionId Id, string Life)> copies,
        Func<(SessionId Id, string Life), bool> isUnclaimed)
    {
        if (copies.Count == 0) return;

        var deletions = engine.Deletions().ToDictionary(deletion => (deletion.SessionId, deletion.Life));
        foreach (var copy in copies)
        {
            if (deletions.TryGetValue(copy, out var deletion) ? IsOver(deletion) : isUnclaimed(copy))
                kept.Remove(copy.Id, copy.Life);
        }
    }

    // Without a time it was not to be kept: a deletion that was, and was refused, left it.
    private bool IsOver(DeletedSession deletion) =>
        deletion.KeptUntil is not { } until || store.Clock.Now >= until;

    // The session has all that the copy has. A copy that nothing knows any more is left.
    private bool IsAlive((SessionId Id, string Life) copy) =>
        store.Catalog.TryFind(copy.Id, out var entry) && entry is { Fault: null, Visible: { } visible }
            && visible.Life == copy.Life;
}
