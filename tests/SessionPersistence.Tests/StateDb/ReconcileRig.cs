using SessionPersistence.Documents;
using SessionPersistence.Hermes;
using SessionPersistence.StateDb;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.StateDb;

/// <summary>A directory in memory that a database is reconciled with.</summary>
internal sealed class ReconcileRig
{
    public const string Root = "/store";

    private readonly DurableFileSystem _memory;

    /// <summary>Makes a rig.</summary>
    /// <param name="disk">What the directory is on; a new, empty disk by default.</param>
    public ReconcileRig(DurableFileSystem? disk = null)
    {
        _memory = disk ?? new InMemoryFileSystem();
        Disk = new(_memory, Root);
    }

    public RecordingFileSystem Disk { get; }

    public SteppedTime Time { get; } = new();

    public FakeStateDb StateDb { get; } = new();

    public StateDbReconciler Reconciler => new(Root, StateDb, Environment);

    private StoreEnvironment Environment => new() { FileSystem = Disk, TimeProvider = Time };

    /// <summary>Puts a file into the directory.</summary>
    public void Seed(string name, string content)
    {
        new StoreDirectory(_memory, Root).EnsureExists();
        _memory.DeleteFile($"{Root}/{name}");
        using var file = _memory.CreateFile($"{Root}/{name}");
        file.Write(System.Text.Encoding.UTF8.GetBytes(content), 0);
    }

    /// <summary>Reconciles everything.</summary>
    public async Task<List<StateDbOutcome>> RunAsync()
    {
        var outcomes = new List<StateDbOutcome>();
        await foreach (var outcome in Reconciler.ReconcileAsync()) outcomes.Add(outcome);
        return outcomes;
    }

    /// <summary>Reconciles everything, without the lock: as many at a time as there are tasks.</summary>
    public async Task<List<StateDbOutcome>> RunUnlockedAsync(IStateDb stateDb, int degree)
    {
        var outcomes = new List<StateDbOutcome>();
        var directory = new StoreDirectory(Disk, Root);
        var reconciliation = new Reconciliation(stateDb, directory,
            new(Disk, new HermesDocumentReader(), DocumentReader.DefaultMaxBytes), []) { Degree = degree };
        await foreach (var outcome in reconciliation.RunAsync(only: null, CancellationToken.None)) outcomes.Add(outcome);
        return outcomes;
    }

    /// <summary>Opens a store on the directory.</summary>
    public async Task<FileSessionStore> OpenAsync()
    {
        var store = new FileSessionStore(
            new() { Directory = Root, LockTimeout = TimeSpan.Zero }, new() { FileSystem = Disk, TimeProvider = Time });
        await store.OpenAsync();
        return store;
    }

    /// <summary>Returns the names in the directory, without those of the lock and of directories.</summary>
    public string[] Names() => [.. Disk.ListDirectory(Root)
        .Where(entry =>
            entry.Kind == FileSystemEntryKind.File && !entry.Name.StartsWith("store.", StringComparison.Ordinal))
        .Select(entry => entry.Name)
        .Order(StringComparer.Ordinal)];

    public string Read(string name) => System.Text.Encoding.UTF8.GetString(FileContent.Read(Disk, $"{Root}/{name}"));
}
