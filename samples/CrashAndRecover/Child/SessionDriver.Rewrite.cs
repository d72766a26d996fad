using CrashAndRecover.Pipe;
using SessionPersistence;

namespace CrashAndRecover.Child;

internal sealed partial class SessionDriver
{
    private async Task RewriteAsync()
    {
        var session = (await store.LoadAsync(id))!;
        var (reason, keep, resume, added) = Choose(session.Messages.Count);
        var mayBeStale = _turn is null && reason is not null && session.Revision > 1;
        var name = reason?.ToString() ?? ListChange.Extend;
        var change = new ListChange(name, keep, resume, Stale: mayBeStale && random.Next(10) == 0);
        IReadOnlyList<SessionMessage> messages = [.. change.Apply(session.Messages, added)];
        var revision = session.Revision - (change.Stale ? 1 : 0);
        await reporter.CallAsync(
            Sent(Verb.Rewrite, added) with { Rewrite = change },
            async () => (reason is { } why
                ? await store.RewriteAsync(id, messages, why, revision)
                : await store.ExtendAsync(id, messages, revision)).Revision);
    }

    // No reason: the host's whole list extends the session.
    private (RewriteReason? Reason, int Keep, int Resume, SessionMessage[] Added) Choose(int count) =>
        random.Next(30) switch
        {
            < 10 when count > 0 => Edit(random.Next(Math.Max(0, count - 6), count), count),
            < 15 when count > 0 => (RewriteReason.Undo, Math.Max(0, count - random.Next(1, 5)), count, []),
            15 when count > 1 => (RewriteReason.Compaction, 0, Math.Min(count / 2, 8), [maker.Say("system")]),
            < 20 when count > 1 => (null, count - 1, count, [maker.Say("assistant")]),
            20 when count > 20 => (RewriteReason.Clear, 0, count, []),
            _ => (null, count, count, [maker.Say("assistant")]),
        };

    private (RewriteReason? Reason, int Keep, int Resume, SessionMessage[] Added) Edit(int index, int count) =>
        (RewriteReason.Edit, index, random.Next(2) == 0 ? index + 1 : count, [maker.Say("user")]);
}
