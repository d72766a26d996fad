namespace CrashAndRecover.Pipe;

/// <summary>A rewrite, told by positions: messages that stay, the new ones, and the rest that stays.</summary>
/// <remarks>Positions let the oracle change its own list, so that a wrong read in the child cannot mislead
/// it.</remarks>
/// <param name="Reason">The reason given to the store.</param>
/// <param name="Keep">How many messages stay at the start.</param>
/// <param name="Resume">Where the kept end begins.</param>
/// <param name="Stale">Whether the child gives a revision that is not the newest.</param>
internal sealed record ListChange(string Reason, int Keep, int Resume, bool Stale = false)
{
    /// <summary>The reason of a list that only adds: the store is asked to extend the session.</summary>
    public const string Extend = "Extend";

    public IEnumerable<T> Apply<T>(IReadOnlyList<T> list, IEnumerable<T> added) =>
        list.Take(Keep).Concat(added).Concat(list.Skip(Resume));

    /// <summary>Whether everything that was there stays where it was.</summary>
    public bool Extends(int count) => Keep == count;
}
