using SessionPersistence.Documents;

namespace SessionPersistence.Catalog;

/// <summary>What is kept of a message to recognise it when its id is given again.</summary>
/// <param name="Place">Its place in the session, from 0.</param>
/// <param name="Revision">The revision of the write that brought it; 0 where nobody knows that any more.</param>
/// <param name="Digest">See <see cref="SpokenMessage"/>.</param>
/// <param name="Id">Its id; messages of another program may have none.</param>
/// <param name="TurnId">The turn that it belongs to, if any.</param>
/// <param name="IsInterruption">Whether it ends an interrupted turn.</param>
internal sealed record KnownMessage(
    int Place, long Revision, ulong Digest, string? Id, string? TurnId, bool IsInterruption)
{
    public static KnownMessage Of(ReadOnlyMemory<byte> message, int place, long revision)
    {
        var view = MessageView.Of(message.Span);
        return new(place, revision, SpokenMessage.Digest(message.Span), view.Id, view.TurnId,
            JsonMembers.Find(message.Span, "interruption_reason"u8).Length > 0);
    }
}
