namespace SessionPersistence.Testing;

/// <summary>Bounds the images of one crash. What is left out is chosen by <see cref="Seed"/>, and
/// <see cref="CrashImageSet.Truncated"/> says so.</summary>
public sealed record CrashImageLimits
{
    /// <summary>Gets the largest number of combinations of pending changes of names.</summary>
    /// <value>The default is 1,024: all subsets of ten. Beyond, all prefixes, each alone, all but each, and a choice of
    /// the rest.</value>
    public int NameStates { get; init; } = 1024;

    /// <summary>Gets the largest number of sectors of one write at which it is torn.</summary>
    /// <value>The default is 64. Of a larger write, the first and the last ones and some between.</value>
    public int SectorsPerWrite { get; init; } = 64;

    /// <summary>Gets the largest number of contents of one file.</summary>
    /// <value>The default is 512. Beyond, the content without and with all pending writes, and a choice of the
    /// rest.</value>
    public int StatesPerFile { get; init; } = 512;

    /// <summary>Gets the number of images from which files are no longer combined each with each.</summary>
    /// <value>The default is 4,096. Beyond, each file alone varies beside the others with nothing and with all kept,
    /// and a choice of the rest.</value>
    public int Images { get; init; } = 4096;

    /// <summary>Gets the seed of every choice.</summary>
    public int Seed { get; init; } = 1;
}
