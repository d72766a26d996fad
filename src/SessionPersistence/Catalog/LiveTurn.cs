using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.Catalog;

/// <summary>What is known of an open turn beyond its session's head. Guarded by the gate of its entry.</summary>
internal sealed class LiveTurn(OpenTurnHead head)
{
    private readonly List<(long Revision, IReadOnlyList<SessionMessage> Messages)> _messages = [];
    private readonly StringBuilder _partial = new();
    private readonly Dictionary<long, (string Text, int SavedLength)> _takenUp = [];
    private readonly List<ITurnWatcher> _watchers = [];
    private TaskCompletionSource? _ended;
    private int _savedLength;

    public OpenTurnHead Head { get; } = head;

    /// <summary>Gets the number of the newest step, mark or partial of the turn.</summary>
    public int Index { get; private set; }

    /// <summary>Gets the messages of the turn, oldest first.</summary>
    public IReadOnlyList<SessionMessage> Messages => [.. _messages.SelectMany(m => m.Messages)];

    /// <summary>Gets the text of the unfinished answer.</summary>
    public string PartialText => _partial.ToString();

    /// <summary>Gets a task that completes when the turn has ended.</summary>
    public Task Ended => (_ended ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Tells a handle from now on how the turn fares.</summary>
    public void Add(ITurnWatcher watcher) => _watchers.Add(watcher);

    /// <summary>Tells the handles that the turn has ended.</summary>
    public void End(TurnEnd end)
    {
        foreach (var watcher in _watchers) watcher.OnEnded(end);
        _ended?.TrySetResult();
    }

    /// <summary>Tells the handles to stop: the turn cannot be completed any more, or the store is about to
    /// close.</summary>
    public void Stop()
    {
        foreach (var watcher in _watchers) watcher.OnStopped();
    }

    public int NextIndex() => ++Index;

    public void AddMessages(long revision, IReadOnlyList<SessionMessage> messages) =>
        _messages.Add((revision, messages));

    /// <summary>Adds the messages of a step that is queued; the partial text so far is taken to be in them.</summary>
    /// <remarks>From here on and not from the flush: what is saved later has a higher index, and would be read as text
    /// behind the step.</remarks>
    public void AddStep(long revision, IReadOnlyList<SessionMessage> messages)
    {
        AddMessages(revision, messages);
        _takenUp[revision] = (_partial.ToString(), _savedLength);
        _partial.Clear();
        _savedLength = 0;
    }

    /// <summary>Notes that a step is durable.</summary>
    public void Confirm(long revision) => _takenUp.Remove(revision);

    /// <summary>Undoes <see cref="AddStep"/>: the step was refused.</summary>
    public void TakeBack(long revision)
    {
        _messages.RemoveAll(m => m.Revision == revision);
        if (!_takenUp.Remove(revision, out var before)) return;

        // Saved text must not be saved a second time; where both parts have some, the rest of the first is kept in
        // memory only.
        _savedLength = _savedLength > 0 ? before.Text.Length + _savedLength : before.SavedLength;
        _partial.Insert(0, before.Text);
    }

    public void AddPartial(string text) => _partial.Append(text);

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
