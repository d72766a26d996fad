namespace SessionPersistence.Testing.Disk;

/// <summary>What a name stands for.</summary>
/// <param name="Id">The number of the file, the directory or the link.</param>
/// <param name="IsDirectory">Whether it is a directory.</param>
/// <param name="Target">What a symbolic link leads to; <see langword="null"/> when it is none.</param>
internal readonly record struct NodeName(ulong Id, bool IsDirectory, string? Target = null)
{
    public bool IsFile => !IsDirectory && Target is null;
}
