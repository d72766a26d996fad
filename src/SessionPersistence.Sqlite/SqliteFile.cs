using Microsoft.Data.Sqlite;
using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>The file of a database, opened so that nothing is changed in it or made beside it.</summary>
/// <remarks>
/// A database in WAL mode has two files beside it, which SQLite makes for a reader too, and leaves there. Where they
/// are missing, nobody has the database open and all of it is in the one file: then it is read as immutable, which
/// needs neither, and watched. That is the only use of <c>immutable</c>.
/// </remarks>
internal sealed class SqliteFile(string path, TimeSpan busyTimeout)
{
    private const int VersionsOffset = 18;
    private const byte WalVersion = 2;

    private static readonly PhysicalFileSystem Disk = new();

    // SQLite has the files of the write-ahead log beside the database itself, wherever a link to it is.
    private string _file = "";

    /// <summary>Opens a connection.</summary>
    /// <param name="unwatched">What the file must still be when something was read; <see langword="null"/> when a lock
    /// of the database says so.</param>
    /// <exception cref="StateDbUnavailableException">There is no file, or it is a directory, a pipe or a
    /// device.</exception>
    /// <exception cref="SqliteException">SQLite cannot open it.</exception>
    public SqliteConnection Open(out FileSystemEntry? unwatched)
    {
        var entry = FindFile();
        unwatched = IsIdleWal() ? entry : null;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = unwatched is null ? _file : ImmutableUri(_file),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(busyTimeout.TotalSeconds)),
        }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file that was opened without a lock was left alone since.</summary>
    public bool IsStill(FileSystemEntry? unwatched) =>
        unwatched is null || (Disk.FindEntry(_file) == unwatched && !HasWalFiles());

    private StateDbUnavailableException Absent() => new(new(StateDbCondition.Absent, $"There is no file '{path}'."));

    // A pipe would be waited for, for ever.
    private FileSystemEntry FindFile()
    {
        if (Disk.FindEntry(path) is null) throw Absent();

        _file = TargetOf(path);
        var entry = Disk.FindEntry(_file) ?? throw Absent();
        if (entry.Kind == FileSystemEntryKind.Directory)
            throw new StateDbUnavailableException(new(StateDbCondition.Corrupt, $"'{path}' is a directory."));
        if (entry.Kind == FileSystemEntryKind.Other)
            throw new StateDbUnavailableException(new(StateDbCondition.Corrupt, $"'{path}' is no file."));
        return entry;
    }

    // The database is no file of a store, whose disk never follows a link.
#pragma warning disable RS0030
    private static string TargetOf(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
#pragma warning restore RS0030

    private bool IsIdleWal()
    {
        if (HasWalFiles()) return false;

        using var file = Disk.OpenFile(_file);
        Span<byte> versions = stackalloc byte[2];
        return file.Read(versions, VersionsOffset) == 2 && versions is [WalVersion, WalVersion];
    }

    private bool HasWalFiles() =>
        Disk.FindEntry($"{_file}-wal") is { Length: > 0 } || Disk.FindEntry($"{_file}-shm") is not null;

    private static string ImmutableUri(string path)
    {
        var parts = path.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString);
        return $"file://{(path[0] == Path.DirectorySeparatorChar ? "" : "/")}{string.Join('/', parts)}?immutable=1";
    }
}
