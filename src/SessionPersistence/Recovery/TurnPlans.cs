using SessionPersistence.Catalog;

namespace SessionPersistence.Recovery;

/// <summary>The plans for one session, which is mended in steps: each is made once for the content that the steps work
/// on.</summary>
/// <param name="journal">What the journal has of its turns.</param>
internal sealed class TurnPlans(ForeignJournal journal)
{
    private SessionContent? _content;
    private ForeignPending? _pending;
    private TurnPlan? _plan;

    public ForeignJournal Journal => journal;

    /// <summary>Returns the plan for a session; without a pending turn, the one that was made for the same content
    /// before.</summary>
    public TurnPlan For(SessionContent content, ForeignPending? pending)
    {
        if (_plan is not null && ReferenceEquals(_content, content) && (pending is null || pending == _pending))
            return _plan;

        (_content, _pending) = (content, pending);
        return _plan = TurnPlan.Of(content, journal, pending);
    }
}
