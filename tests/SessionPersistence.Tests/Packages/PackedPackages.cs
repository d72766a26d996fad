using System.IO.Compression;
using System.Xml.Linq;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Packages;

/// <summary>The packages of the solution, packed from what was built for this run.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly TempFolder _folder = TempFolder.ForCaller(nameof(PackedPackages));

    /// <summary>Gets the names of those that are shipped.</summary>
    public static string[] Names { get; } =
    [
        "SessionPersistence", "SessionPersistence.Cli", "SessionPersistence.IO.Abstractions",
        "SessionPersistence.Sqlite", "SessionPersistence.Testing",
    ];

    public string Folder => _folder.Root;

    public string Version { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var (exitCode, output) = await DotNet.RunAsync(
            Repository.Root, "pack", "SessionPersistence.sln", "--no-build", "-c", configuration, "-o", Folder, "-m:1");
        Assert.True(exitCode == 0, output);
        Version = (string)Directory.EnumerateFiles(Folder, "SessionPersistence.Sqlite.*.nupkg").Select(NuspecOf)
            .Single().Descendants().Single(element => element.Name.LocalName == "version");
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    public XElement Nuspec(string name) => NuspecOf(PathOf(name, "nupkg"));

    /// <summary>Returns the files of a package that are ours, by path.</summary>
    public Dictionary<string, byte[]> Files(string name, string extension)
    {
        using var package = ZipFile.OpenRead(PathOf(name, extension));
        return package.Entries
            .Where(entry => !entry.Name.EndsWith(".dll", StringComparison.Ordinal)
                || entry.Name.StartsWith("SessionPersistence", StringComparison.Ordinal))
            .ToDictionary(entry => entry.FullName, BytesOf);
    }

    private static XElement NuspecOf(string path)
    {
        using var package = ZipFile.OpenRead(path);
        using var nuspec = package.Entries.Single(
            entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XElement.Load(nuspec);
    }

    private static byte[] BytesOf(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    private string PathOf(string name, string extension) => Path.Combine(Folder, $"{name}.{Version}.{extension}");
}
