namespace SessionPersistence.Recovery;

/// <summary>How a directory is scanned.</summary>
internal sealed record ScanOptions
{
    /// <summary>Gets whether further backup generations are read whole too.</summary>
    public bool Deep { get; init; }

    /// <summary>Gets whether somebody has the store open: what is under way then is no finding.</summary>
    public bool HasOwner { get; init; }

    /// <summary>Gets whether that is somebody other than the store that scans.</summary>
    public bool IsOwnedByOther { get; init; }
}
