namespace SessionPersistence.Documents;

internal sealed partial class DocumentReader
{
    /// <summary>Reads, from the end of a document of ours, what the checksum of the whole file is if the file is what
    /// its end says.</summary>
    /// <returns><see langword="null"/> when it does not end like one, or cannot be read.</returns>
    public uint? ReadCrc(string path)
    {
        try
        {
            using var file = disk.OpenFile(path);
            Span<byte> end = stackalloc byte[DocumentTrailer.Length];
            return file.Length >= end.Length && file.Read(end, file.Length - end.Length) == end.Length
                ? DocumentTrailer.CrcOf(end)
                : null;
        }
        catch (Exception e) when (FaultOf(e) is not null)
        {
            return null;
        }
    }
}
