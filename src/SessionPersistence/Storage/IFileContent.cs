namespace SessionPersistence.Storage;

/// <summary>What a file is to hold.</summary>
internal interface IFileContent
{
    /// <summary>Writes it, from the start; done again for another file when the device refused the first.</summary>
    void WriteTo(SteppedFile file);
}
