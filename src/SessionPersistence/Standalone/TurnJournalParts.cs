using SessionPersistence.Diagnostics;
using SessionPersistence.Journal;

namespace SessionPersistence.Standalone;

/// <summary>What an open journal is made of.</summary>
/// <param name="Lock">The lock of the directory.</param>
/// <param name="Issues">What is wrong now.</param>
/// <param name="Metrics">The instruments.</param>
/// <param name="Catalog">What is kept in memory.</param>
/// <param name="Writer">What writes lines.</param>
/// <param name="Appender">What takes events.</param>
/// <param name="Retirement">What removes files.</param>
/// <param name="Reader">What reads.</param>
internal sealed record TurnJournalParts(
    StoreLock Lock,
    StoreIssues Issues,
    SessionPersistenceMetrics Metrics,
    TurnCatalog Catalog,
    JournalWriter Writer,
    TurnAppender Appender,
    TurnJournalRetirement Retirement,
    TurnJournalReader Reader) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        Appender.Close();
        Metrics.Store.ForgetOpenTurns();
        await Retirement.StopAsync().ConfigureAwait(false);
        try
        {
            await Writer.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            // Whatever went wrong: the next owner must not wait for this process to end.
            Writer.Dispose();
            Retirement.Dispose();
            Metrics.Dispose();
            Lock.Dispose();
        }
    }
}
