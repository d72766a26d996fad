using SessionPersistence.Storage;

namespace SessionPersistence.Hermes;

/// <summary>The run journals of the reference, <c>_run_journal/&lt;id&gt;/&lt;stream&gt;.jsonl</c>: what a model had
/// said before its worker was lost.</summary>
/// <remarks>
/// Read as they are: by the numbers of the events and not by their places, with gaps, each run for itself, and past
/// lines that are none. Of a number that is there twice the first counts. Nothing is ever written.
/// </remarks>
internal sealed class HermesRunJournal(StoreDirectory directory)
{
    public const string DirectoryName = "_run_journal";

    /// <summary>Reads the text that was streamed.</summary>
    /// <returns>Empty when there is no such run, or when it cannot be read.</returns>
    public string ReadAnswer(SessionId id, string streamId)
    {
        if (!IsRunId(streamId)) return "";

        try
        {
            var path = Path.Join(directory.PathOf(DirectoryName), id.Value, $"{streamId}.jsonl");
            return directory.Disk.FindEntry(path) is { Kind: FileSystemEntryKind.File }
                ? HermesRunAnswer.Of(ReadEvents(FileContent.Read(directory.Disk, path)))
                : "";
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            // The prompt does not depend on it, and must not be lost with it.
            return "";
        }
    }

    // The rule that the reference has for runs; no name of a path passes.
    private static bool IsRunId(string text) =>
        text is { Length: > 0 and <= 200 } and not ("." or "..")
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    private static IEnumerable<HermesRunEvent> ReadEvents(ReadOnlyMemory<byte> bytes)
    {
        var events = new List<HermesRunEvent>();
        long newest = 0;
        foreach (var shardEvent in new HermesShard("", bytes).Events)
        {
            var runEvent = HermesRunEvent.Of(shardEvent.Raw, newest);
            newest = runEvent.Number;
            events.Add(runEvent);
        }

        return events.OrderBy(runEvent => runEvent.Number).DistinctBy(runEvent => runEvent.Key);
    }
}
