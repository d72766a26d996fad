using SessionPersistence.Catalog;

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
}
