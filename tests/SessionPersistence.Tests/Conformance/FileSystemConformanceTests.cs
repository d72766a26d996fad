using System.IO.Abstractions;
using System.IO.Abstractions.TestingHelpers;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Conformance;

public sealed class FileSystemConformanceTests
{
    private static readonly Dictionary<string, Func<DurableFileSystem>> InMemory = new()
    {
        ["crash"] = () => new CrashFileSystem(),
        ["crash, Windows"] = () => new CrashFileSystem(new CrashFileSystemOptions { Windows = true }),
        ["in memory"] = () => new InMemoryFileSystem(),
        ["adapter of a double"] = () => new MockFileSystem().ToDurable(),
    };

    private static readonly Dictionary<string, Func<DurableFileSystem>> OnDisk = new()
    {
        ["physical"] = () => new PhysicalFileSystem(),
        ["adapter of the disk"] = () => new FileSystem().ToDurable(),
    };

    public static TheoryData<string, string> InMemoryCases => CasesOf(InMemory);

    public static TheoryData<string, string> OnDiskCases => CasesOf(OnDisk);

    [Theory]
    [MemberData(nameof(InMemoryCases))]
    public async Task A_file_system_in_memory_conforms(string fileSystem, string conformance)
    {
        var disk = InMemory[fileSystem]();
        disk.CreateDirectory(RootOfMemory);

        await Find(conformance).RunAsync(disk, RootOfMemory);
    }

    [Theory]
    [MemberData(nameof(OnDiskCases))]
    public async Task A_file_system_on_disk_conforms(string fileSystem, string conformance)
    {
        using var folder = TempFolder.ForCaller();

        await Find(conformance).RunAsync(OnDisk[fileSystem](), folder.Root);
    }

    [Fact]
    public void Names_of_cases_are_unique() =>
        Assert.Distinct(FileSystemConformance.Cases.Select(conformance => conformance.Name));

    [Fact]
    public void A_case_about_links_is_not_for_a_file_system_without()
    {
        var about = FileSystemConformance.Cases.Where(
            conformance => conformance.Needs.HasFlag(FileSystemCapabilities.HardLinks)).ToList();

        Assert.NotEmpty(about);
        Assert.All(about, conformance => Assert.True(conformance.IsFor(new InMemoryFileSystem())));
        Assert.All(about, conformance => Assert.False(conformance.IsFor(new MockFileSystem().ToDurable())));
    }

    [Fact]
    public Task A_publish_that_overwrites_is_found() =>
        AssertFound("A name that is taken is not published over", disk => disk.PublishOverwrites = true);

    [Theory]
    [InlineData("A lock has one holder, and is free when that one lets go")]
    [InlineData("A lock makes its file, and leaves it")]
    public Task A_lock_that_is_none_is_found(string conformance) =>
        AssertFound(conformance, disk => disk.HasLocks = false);

    [Fact]
    public Task A_link_that_is_none_is_found() =>
        AssertFound("A linked file has two names, and outlives either", disk => disk.HasHardLinks = false);

    private static string RootOfMemory { get; } = Path.Combine(Path.GetPathRoot(Path.GetTempPath())!, "conformance");

    private static async Task AssertFound(string conformance, Action<RecordingFileSystem> breakIt)
    {
        using var folder = TempFolder.ForCaller();
        var disk = new RecordingFileSystem(new PhysicalFileSystem(), folder.Root);
        breakIt(disk);

        await Assert.ThrowsAsync<FileSystemConformanceException>(() => Find(conformance).RunAsync(disk, folder.Root));
    }

    private static FileSystemConformanceCase Find(string name) =>
        FileSystemConformance.Cases.Single(conformance => conformance.Name == name);

    private static TheoryData<string, string> CasesOf(Dictionary<string, Func<DurableFileSystem>> fileSystems)
    {
        var data = new TheoryData<string, string>();
        foreach (var (name, create) in fileSystems)
        {
            foreach (var conformance in FileSystemConformance.Cases.Where(conformance => conformance.IsFor(create())))
                data.Add(name, conformance.Name);
        }

        return data;
    }
}
