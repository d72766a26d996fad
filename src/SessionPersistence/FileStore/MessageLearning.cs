using SessionPersistence.Catalog;
using SessionPersistence.Documents;

namespace SessionPersistence.FileStore;

/// <summary>Learns which messages a session has, once, for the first caller that gives ids of its own. Nothing is kept
/// of sessions whose callers give none.</summary>
internal sealed class MessageLearning(SessionWriter writer, SessionLoader loader)
{
    /// <summary>Learns the messages of a session, if they are not known. Reads the disk: under no gate.</summary>
    /// <remarks>From before the reading on each write is noted, so that it need not find the session at rest. A write
    /// that is refused, or a rewrite, makes it forget: then it begins anew.</remarks>
    public async Task LearnAsync(SessionEntry entry, CancellationToken cancellationToken)
    {
        while (true)
        {
            KnownMessages known;
            lock (entry.Gate)
            {
                if (entry.Pending is not { } pending || entry.IsLearnt) return;

                known = entry.Known ??= new(pending.MessageCount);
            }

            await writer.SettleAsync(entry, cancellationToken).ConfigureAwait(false);
            if (loader.Load(entry) is not { } content) return;

            lock (entry.Gate)
            {
                if (ReferenceEquals(entry.Known, known)) known.Learn(content);
            }
        }
    }

    /// <summary>Finds what a write is answered with that the session has already. Reads the disk: under no
    /// gate.</summary>
    /// <param name="entry">The session.</param>
    /// <param name="known">What is known of the write.</param>
    /// <param name="given">Its messages; each has an id.</param>
    /// <returns><see langword="null"/> when the messages were taken away since; then they are forgotten, so that the
    /// caller looks again.</returns>
    /// <exception cref="IdReusedException">It is another write.</exception>
    public WriteResult? Repeated(SessionEntry entry, KnownWrite known, IReadOnlyList<SessionMessage> given)
    {
        if (known.Kind != KnownWriteKind.Repeat) throw new IdReusedException(entry.Id, known.MessageId!);
        if (loader.Load(entry) is not { } content) return null;

        var (stored, first) = (new List<SessionMessage>(given.Count), 0);
        for (var place = 0; place < content.Messages.Count && stored.Count < given.Count; place++)
        {
            if (MessageView.Of(content.Messages[place].Span).Id != given[stored.Count].Id) continue;

            if (stored.Count == 0) first = place;
            stored.Add(SessionMessage.FromTrusted(content.Messages[place]));
        }

        if (stored.Count == given.Count)
            return new() { Revision = known.Revision, IsRepeat = true, FirstIndex = first, Messages = stored };

        // A rewrite, or another program, took them away: what is remembered is not so any more.
        lock (entry.Gate) entry.Known = null;
        return null;
    }
}
