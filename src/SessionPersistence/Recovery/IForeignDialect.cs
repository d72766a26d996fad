using SessionPersistence.Documents;
using SessionPersistence.StateDb;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>What recovery has to know of the other program that writes session files.</summary>
internal interface IForeignDialect
{
    /// <summary>Reads which sessions the other program deleted.</summary>
    IDocumentVeto ReadTombstones(StoreDirectory directory);

    /// <summary>Gets the names of the files and directories, other than sessions, by which its directory is
    /// known.</summary>
    IReadOnlySet<string> SystemNames { get; }

    /// <summary>Lists the turn journals of a directory.</summary>
    IForeignTurns ListTurns(StoreDirectory directory);

    /// <summary>Gets the members by which a session file calls a turn under way, with the values that they have when
    /// none is.</summary>
    MemberList Idle { get; }

    /// <summary>Finds the turn that a session file calls under way.</summary>
    /// <returns><see langword="null"/> when there is none.</returns>
    ForeignPending? FindPending(MemberList members);
}
