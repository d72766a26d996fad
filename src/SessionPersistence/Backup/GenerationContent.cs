using SessionPersistence.Catalog;
using SessionPersistence.Documents;

namespace SessionPersistence.Backup;

/// <summary>What a session is after a generation of it was brought back.</summary>
/// <remarks>
/// The messages are the generation's, and with them the members that describe messages. Everything else stays what it
/// is now (title, pin, archive, project, model, whatever a host keeps there); what the session has no member of comes
/// back too. A repair that nobody watches takes less of what is there now: <see cref="Recovery.RestoredHead"/>.
/// </remarks>
internal static class GenerationContent
{
    /// <summary>Returns the members that have to be set in a session.</summary>
    /// <param name="present">The members that it has now.</param>
    /// <param name="kept">The members that the generation has.</param>
    /// <param name="describing">The members that describe messages, with the values that they have where there is
    /// nothing to describe.</param>
    public static MemberList Changes(MemberList present, MemberList kept, MemberList describing)
    {
        var changes = new List<(string, ReadOnlyMemory<byte>)>();
        foreach (var (name, neutral) in describing)
        {
            if (present.Find(name) is { } now && !(kept.Find(name) ?? neutral).Span.SequenceEqual(now.Span))
                changes.Add((name, kept.Find(name) ?? neutral));
        }

        foreach (var (name, value) in kept)
        {
            if (present.Find(name) is null) changes.Add((name, value));
        }

        return MemberList.Create(changes);
    }

    /// <summary>Puts together a session whose document cannot be read: the generation, and the messages of all that was
    /// written since.</summary>
    public static SessionContent WithNewer(SessionDocument generation, IEnumerable<Journal.JournalRecord> records)
    {
        var content = SessionContent.Of(generation);
        var tally = new MessageTally(content.Messages);
        foreach (var record in records.Where(
            r => r.Life != generation.Head.Life || r.Revision > generation.Head.Revision))
        {
            content.Messages.AddRange(tally.TakeLacking(record.Body.Messages));
        }

        return content;
    }
}
