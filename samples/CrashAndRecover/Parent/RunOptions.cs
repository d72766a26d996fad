namespace CrashAndRecover.Parent;

/// <summary>What the person asked for.</summary>
internal sealed record RunOptions(int Rounds, int Seed, int Sessions, bool Keep, bool Tiny = false);
