namespace SessionPersistence.Cli;

/// <summary>What the help of each command teaches: examples, what exit codes mean, what is never done.</summary>
internal static class Lessons
{
    private const string Root =
        """
        To begin with:
          session-persistence audit --session-dir sessions                what is wrong, if anything
          session-persistence repair --session-dir sessions --dry-run     what a repair would do about it
          session-persistence repair --session-dir sessions               do it

        Exit codes:
          0  answered; of audit and repair: nothing is left to repair
          1  audit, repair: what is left can be repaired unattended
          2  audit, repair: something needs a person
          3  could not run, or was called wrongly: one sentence on standard error says why

        """;

    private const string Audit =
        """
        Examples:
          session-persistence audit --session-dir sessions
          session-persistence audit --session-dir sessions --deep
          session-persistence audit --session-dir sessions --format json

        Each finding is of one of three categories:
          for information  nothing has to be done about it
          repairable       repair mends it unattended, and the next audit no longer lists it
          for a person     repair leaves it alone unless an option asks for it; the sentence says what there is to decide

        Exit codes:
          0  nothing is wrong
          1  what is wrong can be repaired unattended
          2  something needs a person
          3  could not run, or was called wrongly; so it is for a directory that does not exist, and for one in which nothing
             is a session, of this program or of hermes-webui

        Never done: no file of the sessions is written, made or removed, also where a lock or a directory is missing. The
        sessions may be open in another process at the same time. (Beside a database whose write-ahead log was not taken in,
        SQLite makes its -shm file for every reader.)

        """;

    private const string Repair =
        """
        Examples:
          session-persistence repair --session-dir sessions --dry-run
          session-persistence repair --session-dir sessions
          session-persistence repair --session-dir sessions --session 3f0c5a1d9b01 --merge
          session-persistence repair --session-dir sessions --deep         also reads further backups

        What is repairable is repaired; --session limits that to some sessions. What needs a person is left alone, except by
        --merge and --salvage, which a person gives after looking. Each thing is looked at again before it is changed: what is
        not so any more is left, and the next run sees it anew. A repair that was stopped is simply run again. An empty
        directory stays empty, and one in which nothing is a session is left as it is, unless --force says otherwise.

        Exit codes, for the state afterwards:
          0  nothing is left to repair
          1  what is left can be repaired unattended
          2  something needs a person, or was found that does and is gone: records that were lost
          3  could not run, or was called wrongly; so it is while another process has the sessions open, and for a directory
             in which nothing is a session

        Never done: the last readable copy of anything is never overwritten or removed; what is replaced is in _quarantine
        first, byte for byte, and named in the answer. Deleted sessions do not come back.

        """;

    private const string List =
        """
        Examples:
          session-persistence list --session-dir sessions
          session-persistence list --session-dir sessions --format json
          session-persistence list --session-dir sessions --deleted        what undelete can bring back

        Exit codes:
          0  listed
          3  could not run, or was called wrongly: one sentence on standard error says why

        Never done: nothing is written. The sessions may be open in another process at the same time.

        """;

    private const string Show =
        """
        Examples:
          session-persistence show 3f0c5a1d9b01 --session-dir sessions
          session-persistence show 3f0c5a1d9b01 --session-dir sessions --format json

        Exit codes:
          0  shown; with --journal or --backups also what is left of a session that cannot be shown itself
          3  could not run, was called wrongly, or there is no such session: one sentence on standard error says why

        Never done: nothing is written. Control characters of a conversation never reach the terminal as such.

        """;

    private const string Backups =
        """
        Before a session loses content by a rewrite, its store keeps what it was as a backup. They are numbered; 0 is the most
        valuable one. No backup is ever restored unasked after a loss that was meant.

        Examples:
          session-persistence backups list 3f0c5a1d9b01 --session-dir sessions
          session-persistence backups restore 3f0c5a1d9b01 --session-dir sessions --generation 2

        """;

    private const string BackupsList =
        """
        Example:
          session-persistence backups list 3f0c5a1d9b01 --session-dir sessions

        Exit codes:
          0  listed, also when there is none
          3  could not run, or was called wrongly: one sentence on standard error says why

        Never done: nothing is written. The sessions may be open in another process at the same time.

        """;

    private const string BackupsRestore =
        """
        Examples:
          session-persistence backups restore 3f0c5a1d9b01 --session-dir sessions
          session-persistence backups restore 3f0c5a1d9b01 --session-dir sessions --generation 2

        The messages of the backup become those of the session again. Title, pin, archive, project and model stay as they are now.

        Exit codes:
          0  restored; the session is on disk as the backup holds it
          3  could not run, was called wrongly, or there is no such backup; so it is while another process has the sessions open

        Never done: nothing gets lost by it. What the session was becomes a backup first, and the one that is restored stays.

        """;

    private const string Undelete =
        """
        A session that was deleted stays deleted until somebody says this. It can be undeleted where its host deleted it with
        a time to keep it; list --deleted says until when. A file that somebody put under the name of a deleted session is never
        shown by itself; this makes a session of it.

        Examples:
          session-persistence list --session-dir sessions --deleted
          session-persistence undelete 3f0c5a1d9b01 --session-dir sessions
          session-persistence undelete 3f0c5a1d9b01 --session-dir sessions --as restored-1

        Exit codes:
          0  undeleted; the session is on disk
          3  could not run, was called wrongly, nothing is there to undelete, or the id is in use: --as gives another one; so it
             is while another process has the sessions open

        Never done: no session that is there is changed. That the session was deleted stays on record.

        """;

    public static string Of(string command) => command switch
    {
        $"{CommandLine.Name} audit" => Audit,
        $"{CommandLine.Name} repair" => Repair,
        $"{CommandLine.Name} list" => List,
        $"{CommandLine.Name} show" => Show,
        $"{CommandLine.Name} backups" => Backups,
        $"{CommandLine.Name} backups list" => BackupsList,
        $"{CommandLine.Name} backups restore" => BackupsRestore,
        $"{CommandLine.Name} undelete" => Undelete,
        _ => Root,
    };
}
