namespace SessionPersistence.Testing.Images;

/// <summary>Which sectors of a write reached the disk.</summary>
internal enum TearKind
{
    None,
    All,
    Prefix,
    Single,
    AllBut,
    Mask,

    /// <summary>So many bytes, as when a record is cut at its border.</summary>
    Bytes,
}
