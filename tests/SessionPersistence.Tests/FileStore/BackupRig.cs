using System.Text;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

/// <summary>A store in memory whose sessions lose content, and what is kept of it.</summary>
internal sealed class BackupRig : IAsyncDisposable
{
    public const string Root = "/store";

    public static SessionId Id { get; } = SessionId.Parse("s1");

    public CrashFileSystem Disk { get; private set; } = new();

    public SteppedTime Time { get; } = new();

    public CapturedLog Log { get; } = new();

    public FileSessionStoreOptions Options { get; } = new() { Directory = Root, LockTimeout = TimeSpan.Zero };

    public FileSessionStore Store { get; private set; } = null!;

    public BackupGuard Guard => Store.Backups;

    /// <summary>Gets what is in the directory.</summary>
    public DiskTree Tree => DiskTree.Of(Disk, Root);

    public static async Task<BackupRig> OpenAsync(params string[] texts)
    {
        var rig = new BackupRig();
        rig.Open();
        if (texts.Length > 0) await rig.Store.CreateAsync(new() { Id = Id, Title = "t", Messages = Messages(texts) });
        return rig;
    }

    public void Open() => Store = new(Options, new() { FileSystem = Disk, TimeProvider = Time, LoggerFactory = Log });

    /// <summary>Closes the store, so that all documents are written, and opens another one on what is
    /// durable.</summary>
    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Disk = Disk.Crash();
        Open();
        await Store.OpenAsync();
    }

    /// <summary>Lets time pass, and the store do what is due.</summary>
    public void Advance(TimeSpan time) => WithoutContext.Run(() =>
    {
        Time.Advance(time);
        return 0;
    });

    public static IReadOnlyList<SessionMessage> Messages(params string[] texts) =>
        [.. texts.Select(SessionMessage.User)];

    /// <summary>Makes the session begin with its first messages, and go on with others.</summary>
    public async Task<long> RewriteAsync(int kept, RewriteReason reason, params string[] texts)
    {
        var session = (await Store.LoadAsync(Id))!;
        IReadOnlyList<SessionMessage> messages = [.. session.Messages.Take(kept), .. Messages(texts)];
        return (await Store.RewriteAsync(Id, messages, reason, session.Revision)).Revision;
    }

    public async Task ExtendAsync(int kept, params string[] texts)
    {
        var session = (await Store.LoadAsync(Id))!;
        await Store.ExtendAsync(Id, [.. session.Messages.Take(kept), .. Messages(texts)], session.Revision);
    }

    public async Task<string[]> TextsAsync() => Texts(await Store.LoadAsync(Id));

    public async Task<string[]> TextsAsync(SessionBackup generation) => Texts(await Guard.LoadAsync(generation));

    /// <summary>Returns the texts of every generation, the most valuable first.</summary>
    public async Task<string[]> GenerationsAsync()
    {
        var generations = new List<string>();
        foreach (var generation in await Guard.ListAsync(Id))
            generations.Add($"{generation.Number}: {string.Join(' ', await TextsAsync(generation))}");
        return [.. generations];
    }

    public async Task<SessionBackup> GenerationAsync(int number) =>
        (await Guard.ListAsync(Id)).Single(generation => generation.Number == number);

    public byte[] Bytes(string name) => Tree[name];

    public string Text(string name) => Encoding.UTF8.GetString(Tree[name]);

    public IEnumerable<string> Names(string start) =>
        Tree.Names.Where(name => name.StartsWith(start, StringComparison.Ordinal));

    public async ValueTask DisposeAsync() => await Store.DisposeAsync();

    private static string[] Texts(Session? session) => [.. session!.Messages.Select(message => message.Text)];
}
