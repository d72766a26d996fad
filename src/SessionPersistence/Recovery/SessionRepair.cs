using SessionPersistence.Catalog;

namespace SessionPersistence.Recovery;

/// <summary>What a session is to be, and what it was when that was decided.</summary>
/// <param name="Evidence">What it was.</param>
/// <param name="Content">What it is to be.</param>
/// <param name="IsRestore">Whether another copy takes its place; else something is added to it.</param>
internal sealed record SessionRepair(SessionEvidence Evidence, SessionContent Content, bool IsRestore)
{
    public SessionId Id => Evidence.Id;
}
