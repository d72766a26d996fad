using System.IO.Abstractions;
using System.IO.Abstractions.TestingHelpers;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Conformance;

public sealed class SessionStoreConformanceTests
{
    [Theory]
    [MemberData(nameof(Names))]
    public Task A_file_store_in_memory_conforms(string name)
    {
        var disk = new InMemoryFileSystem();

        return Find(name).RunAsync(() => new FileSessionStore(
            new() { Directory = "/store" }, new() { FileSystem = disk }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_file_store_on_a_disk_that_can_crash_conforms(string name)
    {
        var disk = new CrashFileSystem();

        return Find(name).RunAsync(() => new FileSessionStore(
            new() { Directory = "/store" }, new() { FileSystem = disk }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_file_store_on_an_adapted_double_conforms(string name)
    {
        var disk = new MockFileSystem().ToDurable();

        return Find(name).RunAsync(() => new FileSessionStore(
            new() { Directory = "/store" }, new() { FileSystem = disk }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_file_store_on_an_adapted_disk_conforms(string name)
    {
        using var folder = TempFolder.ForCaller();

        await Find(name)
            .RunAsync(() => new FileSessionStore(
                new() { Directory = folder.Root }, new() { FileSystem = new FileSystem().ToDurable() }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_file_store_on_a_disk_conforms(string name)
    {
        using var folder = TempFolder.ForCaller();

        await Find(name)
            .RunAsync(() => new FileSessionStore(
                new() { Directory = folder.Root }, new() { FileSystem = new PhysicalFileSystem() }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_store_of_another_assembly_conforms(string name)
    {
        var sessions = new InMemorySessions();

        return Find(name).RunAsync(() => new InMemorySessionStore(sessions, environment: null));
    }

    [Fact]
    public void Another_assembly_sees_the_public_surface_only()
    {
        var stores = typeof(InMemorySessionStore).Assembly.GetName().Name;

        var friends = typeof(ISessionStore).Assembly
            .GetCustomAttributes(typeof(System.Runtime.CompilerServices.InternalsVisibleToAttribute), inherit: false)
            .Cast<System.Runtime.CompilerServices.InternalsVisibleToAttribute>();

        Assert.DoesNotContain(friends, friend => friend.AssemblyName == stores);
    }

    [Fact]
    public void Names_are_unique() => Assert.Distinct(SessionStoreConformance.Cases.Select(test => test.Name));

    public static TheoryData<string> Names() => [.. SessionStoreConformance.Cases.Select(test => test.Name)];

    private static ConformanceCase Find(string name) => SessionStoreConformance.Cases.Single(test => test.Name == name);
}
