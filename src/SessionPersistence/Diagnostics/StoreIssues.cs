namespace SessionPersistence.Diagnostics;

/// <summary>What is wrong with an open store or journal now: whoever sees an issue reports it, and takes it back when
/// it is over.</summary>
/// <remarks>An issue is told apart by its kind and its session. Of a kind the oldest <see cref="MostOfAKind"/> are
/// listed, and one more that counts the rest: a directory may hold very many files. Safe for concurrent use; nothing
/// waits here.</remarks>
internal sealed class StoreIssues(TimeProvider time)
{
    public const int MostOfAKind = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Kind, SessionId? SessionId), StoreIssue> _issues = [];

    /// <summary>Gets how the store fares.</summary>
    public StoreHealth Health
    {
        get
        {
            lock (_gate)
            {
                List<StoreIssue> issues =
                [
                    .. _issues.Values.GroupBy(issue => issue.Kind).SelectMany(Listed)
                        .OrderByDescending(issue => issue.Severity).ThenBy(issue => issue.Since)
                        .ThenBy(issue => issue.Kind, StringComparer.Ordinal),
                ];
                return new(issues is [var worst, ..] ? worst.Severity : StoreStatus.Healthy) { Issues = issues };
            }
        }
    }

    /// <summary>Notes an issue. Where there is one of that kind and session, it replaces that and keeps its
    /// <see cref="StoreIssue.Since"/>.</summary>
    public void Report(StoreIssue issue)
    {
        var key = (issue.Kind, issue.SessionId);
        lock (_gate)
        {
            var since = _issues.TryGetValue(key, out var known) ? known.Since : time.GetUtcNow();
            _issues[key] = issue with { Since = since };
        }
    }

    /// <summary>Notes that a store or a journal was closed.</summary>
    /// <param name="typeName">What it is, in code.</param>
    public void ReportClosed(string typeName) =>
        Report(new(StoreIssueKinds.Closed, StoreStatus.Unavailable, "It was closed.")
        {
            Exception = new ObjectDisposedException(typeName),
        });

    private static IEnumerable<StoreIssue> Listed(IGrouping<string, StoreIssue> kind)
    {
        var oldest = kind.OrderBy(issue => issue.Since).ThenBy(issue => issue.SessionId).Take(MostOfAKind).ToList();
        return kind.Count() is var count && count > MostOfAKind
            ? oldest.Append(oldest[^1] with
            {
                SessionId = null,
                Exception = null,
                Detail = $"There are {count - MostOfAKind} more issues of this kind.",
            })
            : oldest;
    }

    /// <summary>Forgets an issue, if there is one: it is over.</summary>
    public void TakeBack(string kind, SessionId? sessionId = null)
    {
        lock (_gate) _issues.Remove((kind, sessionId));
    }
}
