using System.Diagnostics;
using System.Runtime.Versioning;
using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Hands;

/// <summary>Owners, modes and links once more, in a directory of this machine: the disk in memory only models
/// them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RealDirectoryTests : IDisposable
{
    private const UnixFileMode ReadOnlyMode = UnixFileMode.UserRead | UnixFileMode.GroupRead;
    private static readonly SessionId Id = SessionId.Parse("a");

    private readonly TempFolder _folder = TempFolder.ForCaller();

    private string Store => _folder.PathOf("store");

    public void Dispose() => _folder.Dispose();

    [RootFact]
    public async Task Append_EachFileIsSomebodyElsesOrReadOnly_RootKeepsOwnerAndMode()
    {
        await WriteAsync("one");
        foreach (var path in Files()) File.SetUnixFileMode(path, ReadOnlyMode);
        await GiveAwayAsync("-R", Store);

        await WriteAsync("two");

        Assert.Equal(["one", "two"], await TextsAsync());
        var document = Path.Join(Store, "a.json");
        var ownership = new PhysicalFileSystem().FindEntry(document)!.Value.Ownership!.Value;
        Assert.Equal((2001u, 2002u, ReadOnlyMode), (ownership.UserId, ownership.GroupId, ownership.Mode));
    }

    [UnixTheory]
    [InlineData("a.json")]
    [InlineData("store.lock")]
    [InlineData("_journal")]
    [InlineData("_quarantine")]
    public async Task Open_LinkInAPlaceOfTheStore_IsNeverFollowed(string name)
    {
        await WriteAsync("one");
        var (path, away) = (Path.Join(Store, name), _folder.PathOf("away"));
        Directory.Move(path, away);
        File.CreateSymbolicLink(path, away);
        var before = Stamps(away);

        var told = await OpenAsync();

        Assert.Contains(name, told, StringComparison.Ordinal);
        Assert.Contains("link", told, StringComparison.Ordinal);
        Assert.Equal(before, Stamps(away));
        Assert.Equal(away, new FileInfo(path).LinkTarget);
        File.Delete(path);
        Directory.Move(away, path);
        await WriteAsync("two");
        Assert.Equal(["one", "two"], await TextsAsync());
    }

    // What an open says: its findings, or why it does not.
    private async Task<string> OpenAsync()
    {
        await using var store = New();
        try
        {
            return string.Join('\n', (await store.OpenAsync()).Findings.Select(Findings.TextOf));
        }
        catch (StoreUnavailableException e)
        {
            return e.Message;
        }
    }

    private async Task WriteAsync(string text)
    {
        await using var store = New();
        if (await store.LoadMetadataAsync(Id) is null) await store.CreateAsync(new() { Id = Id });
        await store.AppendAsync(Id, [SessionMessage.User(text)]);
        await store.CheckpointAsync();
    }

    private async Task<IEnumerable<string>> TextsAsync()
    {
        await using var store = New();
        return (await store.LoadAsync(Id))!.Messages.Select(message => message.Text);
    }

    private FileSessionStore New() => new(new() { Directory = Store }, new() { FileSystem = new PhysicalFileSystem() });

    private string[] Files() => Directory.GetFiles(Store, "*", SearchOption.AllDirectories);

    private static List<(string Path, long Length, DateTime Written)> Stamps(string path) =>
    [
        .. (Directory.Exists(path) ? Directory.GetFiles(path) : [path]).Order(StringComparer.Ordinal)
            .Select(file => (file, new FileInfo(file).Length, File.GetLastWriteTimeUtc(file))),
    ];

    private static async Task GiveAwayAsync(params string[] paths)
    {
        using var process = Process.Start("chown", ["2001:2002", .. paths]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
