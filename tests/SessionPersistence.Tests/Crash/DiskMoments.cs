using SessionPersistence.Testing;

namespace SessionPersistence.Tests.Crash;

/// <summary>Does something at a moment that only the disk knows.</summary>
internal static class DiskMoments
{
    /// <summary>Does something right before the next operation of a kind on a path; await the result after the call
    /// that makes the operation.</summary>
    public static Task Before(this CrashFileSystem disk, CrashOperationKind kind, string pathPattern, Func<Task> action)
    {
        var done = new TaskCompletionSource<Task>();
        disk.BeforeOperation += Hook;
        return done.Task.Unwrap();

        void Hook(CrashOperation operation)
        {
            if (operation.Kind != kind || !operation.Matches(pathPattern)) return;

            disk.BeforeOperation -= Hook;
            done.SetResult(action());
        }
    }
}
