namespace SessionPersistence.Backup;

/// <summary>How many generations of a session are kept, and how long. The most valuable one that nobody acknowledged
/// stays whatever they say.</summary>
/// <param name="Count">How many.</param>
/// <param name="Age">How old one may become; <see langword="null"/> for any age.</param>
internal sealed record BackupLimits(int Count, TimeSpan? Age)
{
    /// <summary>Gets those that remove nothing.</summary>
    public static BackupLimits None { get; } = new(int.MaxValue, null);
}
