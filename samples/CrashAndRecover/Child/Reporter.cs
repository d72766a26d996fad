using CrashAndRecover.Pipe;

namespace CrashAndRecover.Child;

/// <summary>Writes reports to the parent; when a call returns, the line is in the pipe and outlives the
/// process.</summary>
internal sealed class Reporter(Stream pipe)
{
    private readonly Lock _gate = new();

    public void Tell(Report report)
    {
        var line = ReportJson.Line(report);
        lock (_gate)
        {
            pipe.Write(line);
            pipe.Flush();
        }
    }

    /// <summary>Tells of a call before it is made and of its answer after.</summary>
    /// <returns>Whether the store did it.</returns>
    public async Task<bool> CallAsync(Report call, Func<Task<long>> make)
    {
        Tell(call);
        try
        {
            var revision = await make();
            Tell(new(ReportKind.Acknowledged, call.Verb, call.Session, Revision: revision));
            return true;
        }
        catch (SessionPersistence.SessionPersistenceException e) when (e is not SessionPersistence.SessionWriteException)
        {
            Tell(new(ReportKind.Refused, call.Verb, call.Session, Refusal: e.GetType().Name));
            return false;
        }
    }
}
