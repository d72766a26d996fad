namespace SessionPersistence.Storage;

/// <summary>Tries a rename again while someone else has the file open: 10 pauses of 10 ms doubling to 320 ms, 1.91 s in
/// all.</summary>
/// <param name="pause">Waits.</param>
internal sealed class SharingRetry(Action<TimeSpan> pause)
{
    private const int Pauses = 10;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(320);

    /// <summary>Runs the attempt until it does not fail for that reason, or the time is up.</summary>
    /// <param name="attempt">Returns 0 or an error number of Windows.</param>
    /// <returns>What the last attempt returned.</returns>
    public int Run(Func<int> attempt)
    {
        var next = Shortest;
        for (var paused = 0; ; paused++)
        {
            var error = attempt();
            if (!WindowsError.MayPass(error) || paused == Pauses) return error;

            pause(next);
            next = next * 2 < Longest ? next * 2 : Longest;
        }
    }
}
