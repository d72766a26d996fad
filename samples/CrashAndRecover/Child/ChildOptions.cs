namespace CrashAndRecover.Child;

/// <summary>What the parent tells the child.</summary>
/// <param name="Directory">The store.</param>
/// <param name="Seed">What its choices begin with.</param>
/// <param name="Round">Which round it is: part of every text that it says.</param>
/// <param name="Sessions">How many sessions it drives.</param>
/// <param name="Tiny">Whether the limits of the store are tiny.</param>
/// <param name="OpenOnly">Whether it opens the store and does nothing else: it is killed while it recovers.</param>
internal sealed record ChildOptions(string Directory, int Seed, int Round, int Sessions, bool Tiny, bool OpenOnly);
