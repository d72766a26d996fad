namespace CrashAndRecover.Pipe;

/// <summary>What a store does behind its callers' backs, by the instruments of its meter.</summary>
internal static class BackgroundWork
{
    public const string Documents = "session_persistence.checkpoint.size";
    public const string Rotations = "session_persistence.journal.rotations";
    public const string RetiredShards = "session_persistence.journal.retired_shards";
    public const string CarriedRecords = "session_persistence.journal.carried_records";

    public static IReadOnlyList<string> Instruments { get; } = [Documents, Rotations, RetiredShards, CarriedRecords];
}
