using SessionPersistence.Storage;

namespace SessionPersistence.Recovery;

/// <summary>Tries one repair: what goes wrong with it is told, and stops no other.</summary>
internal static class RepairAttempt
{
    /// <summary>Runs a repair.</summary>
    /// <param name="repair">Does it, and says more about it.</param>
    public static async Task<(RepairStatus Status, string Detail)> RunAsync(Func<Task<string>> repair)
    {
        try
        {
            return (RepairStatus.Repaired, await repair().ConfigureAwait(false));
        }
        catch (Exception e) when (e is SessionConflictException or SessionExistsException or SessionDeletedException
            or SessionNotFoundException)
        {
            return (RepairStatus.Stale, e.Message);
        }
        catch (Exception e) when (e is SessionPersistenceException || DiskFault.Is(e))
        {
            return (RepairStatus.Failed, e.Message);
        }
    }
}
