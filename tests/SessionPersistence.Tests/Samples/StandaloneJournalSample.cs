namespace SessionPersistence.Tests.Samples;

/// <summary>The sample of the README's section about the standalone journal, as it stands there.</summary>
internal static class StandaloneJournalSample
{
    public static async Task RunAsync(string directory)
    {
        // <sample>
        await using var journal = await TurnJournal.OpenAsync(directory);
        // Submitted, and never answered: the last run crashed.
        foreach (var lost in journal.PendingTurns)
        {
            Console.WriteLine($"{lost.SessionId} asked: {lost.Events[0].Event.Content}");
            await journal.AppendAsync(
                lost.SessionId, new(TurnEventNames.Interrupted) { TurnId = lost.TurnId, Reason = "owner_lost" });
        }

        var session = SessionId.Derive("user:1");
        var asked = await journal.AppendAsync(
            session, new(TurnEventNames.Submitted) { Role = "user", Content = "Find a ryokan" });
        // The question is durable: run the model, and save the answer in the host's own document.
        var answered = await journal.AppendAsync(session, new(TurnEventNames.Completed) { TurnId = asked.TurnId });
        // The journal need not keep what the document has.
        await journal.CoverAsync(session, answered.Revision);
        // </sample>
    }
}
