namespace SessionPersistence.Benchmarks.Harness;

/// <summary>Tells by its name what a new file of a store is for.</summary>
internal static class FilePurposes
{
    public static FilePurpose Of(string path)
    {
        var name = Path.GetFileName(path);
        if (name.EndsWith(".jsonl", StringComparison.Ordinal)) return FilePurpose.Shard;

        // A document is written under a staging name, .<id>.json.<nonce>.tmp; no id begins with a line.
        var isDocument = name.Contains(".json.", StringComparison.Ordinal)
            && !name.StartsWith("._", StringComparison.Ordinal);
        return isDocument ? FilePurpose.Document : FilePurpose.Other;
    }
}
