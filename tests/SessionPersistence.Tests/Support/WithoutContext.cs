namespace SessionPersistence.Tests.Support;

/// <summary>Runs as a thread of a server would, which has no synchronization context; that of the test framework would
/// have others do the work.</summary>
internal static class WithoutContext
{
    public static T Run<T>(Func<T> work)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
