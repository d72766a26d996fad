using System.Diagnostics;

namespace SessionPersistence.Journal;

/// <summary>Lets a leader wait a moment for those who shared the last flush: released together, they come back
/// together.</summary>
/// <remarks>
/// Without it the half that comes late always misses the next flush, which then serves half as many. Who is alone never
/// waits. Measured: 2 to 3 times the appends at 4 to 16 writers. Time that does not pass by itself cannot be waited
/// for: with any other clock than the system's nobody waits.
/// </remarks>
internal sealed class CompanyWait(TimeProvider time)
{
    private static readonly long Longest = Stopwatch.Frequency * 30 / 1_000_000;

    private readonly bool _isOn = ReferenceEquals(time, TimeProvider.System);
    private int _last;

    /// <summary>Whether callers are still to come.</summary>
    public bool IsExpected(JournalQueue queue) => _isOn && queue.Awaited < Volatile.Read(ref _last);

    /// <summary>Waits until as many callers are queued as the last flush released.</summary>
    public void Await(JournalQueue queue)
    {
        if (!IsExpected(queue)) return;

        var end = Stopwatch.GetTimestamp() + Longest;
        do Thread.Yield();
        while (IsExpected(queue) && Stopwatch.GetTimestamp() < end);
    }

    /// <summary>Notes how many callers a flush serves.</summary>
    public void Served(int callers) => Volatile.Write(ref _last, callers);
}
