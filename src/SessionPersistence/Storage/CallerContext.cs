namespace SessionPersistence.Storage;

/// <summary>The thread of a caller that has a context of its own, as a user interface does: it must not wait for a
/// disk.</summary>
internal static class CallerContext
{
    /// <summary>Goes on on the pool if the caller has a context, and at once if not. Await it without the
    /// context.</summary>
    public static async Task LeaveAsync()
    {
        if (SynchronizationContext.Current is not null)
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
    }
}
