using System.Collections.Immutable;
using SessionPersistence.Documents;
using SessionPersistence.Journal;

namespace SessionPersistence.Catalog;

/// <summary>The newest messages of a session whose callers give ids of their own, to tell a repeat from an id that is
/// used again. Guarded by the gate of its entry.</summary>
/// <remarks>From when it is made on it is told of each write; what was there before is learnt once
/// (<see cref="Learn"/>).</remarks>
internal sealed class KnownMessages
{
    /// <summary>How many are remembered.</summary>
    public const int Remembered = 1024;

    private readonly Dictionary<string, KnownMessage> _byId = new(StringComparer.Ordinal);
    private readonly int _first;
    private Queue<KnownMessage> _messages = new();
    private int _next;

    /// <param name="first">How many messages the session has when this is made.</param>
    public KnownMessages(int first)
    {
        _first = _next = first;
        IsLearnt = first == 0;
    }

    /// <summary>Gets whether the messages are known that were there before.</summary>
    public bool IsLearnt { get; private set; }

    /// <summary>Notes the messages of a write that is queued.</summary>
    public void Add(long revision, ReadOnlySpan<ReadOnlyMemory<byte>> messages)
    {
        foreach (var message in messages) Add(KnownMessage.Of(message, _next++, revision));
    }

    /// <summary>Takes over what was there when this was made.</summary>
    /// <param name="content">The session, then or later.</param>
    public void Learn(SessionContent content)
    {
        if (IsLearnt) return;

        var later = _messages;
        _messages = new();
        _byId.Clear();
        var end = Math.Min(_first, content.Messages.Count);
        for (var place = Math.Max(0, end - Remembered); place < end; place++)
            Add(KnownMessage.Of(content.Messages[place], place, content.RevisionOf(place)));
        foreach (var message in later) Add(message);
        IsLearnt = true;
    }

    /// <summary>Compares messages with those that are known.</summary>
    /// <param name="given">What a caller gives.</param>
    /// <param name="records">Writes that are in memory: their messages are compared token by token.</param>
    public KnownWrite Find(IReadOnlyList<SessionMessage> given, IReadOnlyList<JournalRecord> records)
    {
        KnownMessage? before = null;
        var (oldest, newest, isWhole) = (long.MaxValue, 0L, true);
        foreach (var message in given)
        {
            if (message.Id is not { } id || !_byId.TryGetValue(id, out var known))
            {
                isWhole = false;
                continue;
            }

            if (known.Place <= before?.Place || !IsSame(known, message.Utf8Json.Span, records))
                return new(KnownWriteKind.Reused, known.Revision, id);

            before = known;
            (oldest, newest) = (Math.Min(oldest, known.Revision), Math.Max(newest, known.Revision));
        }

        return before is null ? new(KnownWriteKind.New)
            : isWhole ? new(KnownWriteKind.Repeat, oldest)
            : new(KnownWriteKind.Reused, newest, before.Id);
    }

    /// <summary>Compares a turn with one that the messages belong to.</summary>
    /// <param name="turnId">The turn.</param>
    /// <param name="input">Its input.</param>
    /// <returns>The outcome of the turn whose first messages these are, where it is known.</returns>
    public (KnownWrite Turn, TurnOutcome Outcome) FindTurn(TurnId turnId, IReadOnlyList<SessionMessage> input)
    {
        var messages = _messages.Where(message => message.TurnId == turnId.Value).ToList();

        // Of a turn that begins where the memory does, the first messages may be forgotten.
        if (messages.Count == 0 || (messages[0].Place > 0 && messages[0] == _messages.Peek())) return default;

        var isSame = input.Count <= messages.Count && input.Zip(messages).All(
            pair => SpokenMessage.Digest(pair.First.Utf8Json.Span) == pair.Second.Digest);
        return (new(isSame ? KnownWriteKind.Repeat : KnownWriteKind.Reused, messages[0].Revision),
            messages[^1].IsInterruption ? TurnOutcome.Interrupted : TurnOutcome.Completed);
    }

    /// <summary>Returns the newest writes up to a revision that brought messages, as far as they are known.</summary>
    public ImmutableArray<MessageRun> RunsUpTo(long revision)
    {
        var runs = new List<MessageRun>();
        foreach (var message in _messages.Where(message => message.Revision > 0 && message.Revision <= revision))
        {
            if (runs is [.., var last] && last.Revision == message.Revision && last.First + last.Count == message.Place)
                runs[^1] = last with { Count = last.Count + 1 };
            else runs.Add(new(message.Revision, message.Place, 1));
        }

        return [.. runs.TakeLast(MessageRun.Remembered)];
    }

    private static bool IsSame(KnownMessage known, ReadOnlySpan<byte> given, IReadOnlyList<JournalRecord> records)
    {
        if (known.Digest != SpokenMessage.Digest(given)) return false;

        foreach (var record in records)
        {
            if (record.Revision != known.Revision) continue;

            foreach (var message in record.Body.Messages)
            {
                if (MessageView.Of(message.Span).Id == known.Id) return SpokenMessage.IsSame(message.Span, given);
            }
        }

        return true;
    }

    private void Add(KnownMessage message)
    {
        _messages.Enqueue(message);
        if (message.Id is { } id) _byId[id] = message;
        if (_messages.Count <= Remembered) return;

        var oldest = _messages.Dequeue();
        if (oldest.Id is { } forgotten && _byId.GetValueOrDefault(forgotten) == oldest) _byId.Remove(forgotten);
    }
}
