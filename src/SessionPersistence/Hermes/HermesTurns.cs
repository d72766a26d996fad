namespace SessionPersistence.Hermes;

/// <summary>Puts the events of a journal together to turns.</summary>
internal static class HermesTurns
{
    /// <summary>Folds the events in the order in which they are given; no time is looked at. Events without a turn
    /// belong to none.</summary>
    /// <returns>The turns, in the order in which they first appear.</returns>
    public static IReadOnlyList<HermesTurn> Fold(IEnumerable<HermesJournalEvent> events)
    {
        var turns = new List<HermesTurn>();
        var byId = new Dictionary<string, HermesTurn>(StringComparer.Ordinal);
        foreach (var journalEvent in events)
        {
            if (journalEvent.TurnId is not { } id) continue;
            if (!byId.TryGetValue(id, out var turn))
            {
                byId.Add(id, turn = new(id));
                turns.Add(turn);
            }

            turn.Add(journalEvent);
        }

        return turns;
    }
}
