using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.Catalog;

/// <summary>What is known of an open turn beyond its session's head. Guarded by the gate of its entry.</summary>
internal sealed class LiveTurn(OpenTurnHead head)
{
    private readonly List<(long Revision, IReadOnlyList<SessionMessage> Messages)> _messages = [];
    private readonly StringBuilder _partial = new();
    private int _savedLength;

    public OpenTurnHead Head { get; } = head;

    /// <summary>Gets the number of the newest step, mark or partial of the turn.</summary>
    public int Index { get; private set; }

    /// <summary>Gets the messages of the turn, oldest first.</summary>
    public IReadOnlyList<SessionMessage> Messages => [.. _messages.SelectMany(m => m.Messages)];

    /// <summary>Gets the text of the unfinished answer.</summary>
    public string PartialText => _partial.ToString();

    public int NextIndex() => ++Index;

    public void AddMessages(long revision, IReadOnlyList<SessionMessage> messages) => _messages.Add((revision, messages));

    public void TakeBack(long revision) => _messages.RemoveAll(m => m.Revision == revision);

    public void AddPartial(string text) => _partial.Append(text);

    /// <summary>Forgets the partial text: a step has taken it up.</summary>
    public void ClearPartial()
    {
        _partial.Clear();
        _savedLength = 0;
    }

    /// <summary>Takes the partial text that was not taken before.</summary>
    /// <returns>Empty when there is none. The first half of a surrogate pair waits for the second.</returns>
    public string TakeUnsavedPartial()
    {
        var end = _partial.Length;
        if (end > _savedLength && char.IsHighSurrogate(_partial[end - 1])) end--;

        var text = _partial.ToString(_savedLength, end - _savedLength);
        _savedLength = end;
        return text;
    }
}
