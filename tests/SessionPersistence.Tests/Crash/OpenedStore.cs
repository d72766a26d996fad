using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Crash;

/// <summary>A store that was opened on a disk, and what its recovery reported.</summary>
internal sealed record OpenedStore(CrashFileSystem Disk, FileSessionStore Store, RecoveryReport Report)
{
    public static async Task<OpenedStore> OnAsync(CrashFileSystem disk, CheckMeters meters)
    {
        var store = CrashHost.NewStore(disk, new SteppedTime(), meters: meters);
        return new(disk, store, await store.OpenAsync());
    }

    public async Task<IReadOnlyList<SeenSession>> SeeAsync(IEnumerable<string> ids)
    {
        var seen = new List<SeenSession>();
        foreach (var id in ids) seen.Add(await SeenSession.OfAsync(Store, id));
        return seen;
    }
}
