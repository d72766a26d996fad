namespace SessionPersistence.Catalog;

/// <summary>The time that ages are told by: the newest that was recorded before this start, and what a monotonic clock
/// has counted since.</summary>
/// <remarks>
/// A wall clock that jumped must remove nothing. One that is more than a day away from this time, ahead or behind, is
/// not believed, and no age is told: so it is in the whole run after a store was closed for longer than that. Where
/// nothing was recorded before, the wall clock of the start is taken.
/// </remarks>
internal sealed class StoreClock(TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromDays(1);

    private readonly long _start = time.GetTimestamp();
    private DateTimeOffset _recorded = time.GetUtcNow();

    /// <summary>Gets the time that ages are told by; <see langword="null"/> when none can be told.</summary>
    public DateTimeOffset? Now => (time.GetUtcNow() - Expected).Duration() > Tolerance ? null : Expected;

    /// <summary>Gets the time to record where an age will be told by it: a wall clock that went back would make
    /// everything old.</summary>
    public DateTimeOffset Stamp => time.GetUtcNow() is var wall && wall > Expected ? wall : Expected;

    private DateTimeOffset Expected => After(_recorded, time.GetElapsedTime(_start));

    /// <summary>Takes the newest time that was recorded before this start.</summary>
    public void Begin(IEnumerable<DateTimeOffset> recorded) => _recorded = recorded.DefaultIfEmpty(_recorded).Max();

    /// <summary>Returns the instant after a time, or the last that there is.</summary>
    public static DateTimeOffset After(DateTimeOffset instant, TimeSpan time) =>
        time < DateTimeOffset.MaxValue - instant ? instant + time : DateTimeOffset.MaxValue;
}
