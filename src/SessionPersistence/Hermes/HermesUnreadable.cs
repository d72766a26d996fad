namespace SessionPersistence.Hermes;

/// <summary>A file or directory of the reference that the disk does not give.</summary>
/// <param name="Name">Its name, without the directory.</param>
/// <param name="Reason">What the disk said.</param>
internal sealed record HermesUnreadable(string Name, string Reason);
