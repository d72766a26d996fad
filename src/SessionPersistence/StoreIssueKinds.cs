namespace SessionPersistence;

/// <summary>The codes of <see cref="StoreIssue.Kind"/>.</summary>
public static class StoreIssueKinds
{
    /// <summary>Somebody put a backup in the place of a session's file while the store was open: its messages are
    /// shown, and what the session was is a backup now. It stays until the store is closed.</summary>
    public const string BackupPutBack = "backup_put_back";

    /// <summary>The store was closed; it is not opened again.</summary>
    public const string Closed = "closed";

    /// <summary>The file of a session is damaged, gone, or cannot be used, or something else than this library changed
    /// it: there is one for each session that a list shows with a <see cref="SessionMetadata.Fault"/>.</summary>
    public const string DocumentDamaged = "document_damaged";

    /// <summary>A document could not be written, more than once: its session goes on, and its records stay in the
    /// journal.</summary>
    public const string DocumentNotWritten = "document_not_written";

    /// <summary>Something else stood in the place of a session's file while the store was open, such as another
    /// device's account of it: the session is what it was, and what the file had is a backup now. It stays until the
    /// store is closed.</summary>
    public const string DocumentReplaced = "document_replaced";

    /// <summary>The directory, that of the journal or the lock were removed or replaced while the store was open: what
    /// is there now is left alone, and nothing is written until the store is opened again.</summary>
    public const string FilesGone = "files_gone";

    /// <summary>The device refused the journal twice: whether the newest records are on the disk is unknown, and no
    /// more are taken until the store is opened again.</summary>
    public const string JournalBroken = "journal_broken";

    /// <summary>Marks or partial text of turns could not be written, and no write was durable since. A turn has its
    /// text in memory still.</summary>
    public const string MarksLost = "marks_lost";

    /// <summary>Something else than this library took messages out of the file of a session, and neither the journal
    /// nor a backup has them: the session goes on without them.</summary>
    public const string MessagesLost = "messages_lost";

    /// <summary>The store was opened to read, or a file of its journal cannot be read.</summary>
    public const string ReadOnly = "read_only";

    /// <summary>Another process writes here too: the lock does not hold on this file system.</summary>
    public const string SecondOwner = "second_owner";

    /// <summary>The store could not be opened; the next call tries again.</summary>
    public const string Unavailable = "unavailable";
}
