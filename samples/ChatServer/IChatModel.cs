using SessionPersistence;

namespace ChatServer;

/// <summary>What answers.</summary>
internal interface IChatModel
{
    /// <summary>Streams the answer to a conversation, piece by piece.</summary>
    IAsyncEnumerable<string> AnswerAsync(
        IReadOnlyList<SessionMessage> conversation, CancellationToken cancellationToken);
}
