namespace SessionPersistence.Journal;

/// <summary>Something that has to stay in place while a journal is written was removed or replaced; the message names
/// the path.</summary>
internal sealed class GoneException(string path, string what) : IOException($"'{path}' {what}.");
