using System.Runtime.CompilerServices;

namespace SessionPersistence.Storage;

/// <summary>The thread of a caller that has a context of its own, as a user interface does: it must not wait for a
/// disk.</summary>
internal static class CallerContext
{
    /// <summary>Goes on on the pool if the caller has a context, and at once if not.</summary>
    /// <remarks>It is the caller's own await that yields. A task that yields inside can be complete when the caller
    /// looks at it, and the caller would stay where it is.</remarks>
    public static ConfiguredTaskAwaitable LeaveAsync() => Task.CompletedTask.ConfigureAwait(
        SynchronizationContext.Current is null ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.ForceYielding);
}
