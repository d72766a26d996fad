using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;
using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>What there is of one session: its file, and what the journal makes of it.</summary>
/// <param name="Id">The session.</param>
internal sealed record SessionEvidence(SessionId Id)
{
    /// <summary>Gets the file of its name, as it was before it was read; <see langword="null"/> when there is
    /// none.</summary>
    public FileSystemEntry? File { get; init; }

    /// <summary>Gets whether there is a file of its name.</summary>
    public bool HasFile => File is not null;

    /// <summary>Gets whether a directory has the name of the file.</summary>
    public bool IsObstructed => File is { Kind: FileSystemEntryKind.Directory };

    /// <summary>Gets the session as it is shown, document and records together; <see langword="null"/> when there is
    /// none, or none that can be read.</summary>
    public SessionContent? Content { get; init; }

    /// <summary>Gets what the file has that would be the session if it said so; <see langword="null"/> where it does,
    /// or has no messages.</summary>
    public SessionContent? Unnamed { get; init; }

    /// <summary>Gets the whole messages of a damaged file; <see langword="null"/> where there is nothing, or the
    /// session can be read.</summary>
    public SessionContent? Salvaged { get; init; }

    /// <summary>Gets which messages of the damaged file are not among them, in sentences; empty when there are
    /// none.</summary>
    public string SalvageAccount { get; init; } = "";

    /// <summary>Gets why the file is no session.</summary>
    public DocumentFault? Fault { get; init; }

    /// <summary>Gets what is wrong with a file that can be read and has a checksum that is not its own.</summary>
    public DocumentFault? Changed { get; init; }

    /// <summary>Gets whether that file has another number of messages than it says.</summary>
    public bool HasOtherCount { get; init; }

    /// <summary>Gets how many messages other programs count in the session; <see langword="null"/> where they count
    /// none.</summary>
    public int? Count { get; init; }

    /// <summary>Gets the life that goes on, where one is known.</summary>
    public string? Life { get; init; }

    /// <summary>Gets the records of that life that no readable document holds.</summary>
    public IReadOnlyList<JournalRecord> Waiting { get; init; } = [];

    /// <summary>Gets what the journal has of it besides what is shown.</summary>
    public DivergedHistories? Diverged { get; init; }

    /// <summary>Gets whether nothing can be said of it: it was deleted, is a newer version's, or the disk does not give
    /// it now.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Gets whether a newer version of this library wrote the file.</summary>
    public bool IsNewer { get; init; }

    /// <summary>Gets whether an earlier session of this id was deleted: what other programs have of the id is of that
    /// one.</summary>
    public bool WasDeleted { get; init; }

    /// <summary>Gets whether the session is there, readable or not.</summary>
    public bool Exists => HasFile || Content is not null;
}
