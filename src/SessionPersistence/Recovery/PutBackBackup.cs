using SessionPersistence.Backup;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Recovery;

/// <summary>Works out what a session is after somebody put a backup generation in the place of its document.</summary>
/// <remarks>
/// The messages are the generation's; what was acknowledged after the rewrite that it was kept before follows, each
/// message once. What the rewrite itself said stands in what the session was before, which the caller keeps.
/// </remarks>
internal sealed class PutBackBackup(PastContent past, IShrinkMarkers markers)
{
    /// <param name="visible">The durable state, as far as it is in memory.</param>
    /// <param name="generation">What was put there.</param>
    public ForeignContent TakeIn(SessionHead visible, SessionDocument generation)
    {
        var kept = SessionContent.Of(generation);
        var (id, life) = (visible.Id, visible.Life!);
        List<JournalRecord> later = [.. past.RecordsOf(id, life)
            .Where(record => record.Revision > generation.Head.Revision && record.Event != JournalEvent.Deleted)];
        var before = visible.Revision > generation.Head.Revision
            ? past.At(id, life, visible.Revision)
                ?? PastContent.Apply(SessionContent.Of(generation), later, visible.Revision)
            : null;
        var rewrite = later.Find(record => record.MayTakeAway);
        var said = before?.Messages ?? later.SelectMany(record => record.Body.Messages);
        var added = MessageContent.Lacking(
            MessageContent.Lacking(said, kept.Messages), rewrite?.Body.Messages ?? []);
        var head = before?.Head ?? visible;
        var changes = GenerationContent.Changes(head.Members, generation.Head.Members, markers.Describing);
        var content = new SessionContent(
            head.WithMembers(changes) with { MessageCount = kept.Messages.Count + added.Count },
            [.. kept.Messages, .. added]);
        return new(content, before, JournalRecord.RestoreReason);
    }
}
