namespace SessionPersistence.Catalog;

/// <summary>A handle of an open turn that wants to know of its end.</summary>
internal interface ITurnWatcher
{
    /// <summary>Called once, under the gate of the session: the turn has ended.</summary>
    void OnEnded(TurnEnd end);

    /// <summary>Called when the turn cannot be completed any more, or the store is about to close.</summary>
    void OnStopped();
}
