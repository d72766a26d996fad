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
            await journal.InterruptAsync(lost.SessionId, lost.TurnId, InterruptionReasons.OwnerLost);
        }

        var session = SessionId.Derive("user:1");
        var asked = await journal.SubmitAsync(session, "Find a ryokan");
        // The question is durable: run the model, and save the answer in the host's own document.
        var answered = await journal.CompleteAsync(session, asked.TurnId);
        // The journal need not keep what the document has.
        await journal.CoverAsync(session, answered.Revision);
        // </sample>
    }
}
