namespace SessionPersistence.Tests.Cli;

/// <summary>Text that others write, on threads of their own; it is looked at when they are done.</summary>
internal sealed class WatchedWriter : StringWriter
{
    private readonly Lock _gate = new();
    private int _writes;

    public bool IsWritten => Volatile.Read(ref _writes) > 0;

    public override void Write(string? value)
    {
        lock (_gate) base.Write(value);
        Interlocked.Increment(ref _writes);
    }
}
