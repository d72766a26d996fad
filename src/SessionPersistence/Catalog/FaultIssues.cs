using SessionPersistence.Diagnostics;

namespace SessionPersistence.Catalog;

/// <summary>Holds the health of the store to its list: there is an issue for each session that is listed with a fault,
/// and for no other.</summary>
internal sealed class FaultIssues(StoreIssues issues)
{
    /// <summary>Reports what is wrong with a session now, or takes back what was. Takes the gate of the
    /// entry.</summary>
    public void Tell(SessionEntry entry)
    {
        lock (entry.Gate)
        {
            var fault = entry.ListedFault;
            if (fault == entry.ToldFault) return;

            entry.ToldFault = fault;
            if (fault is null) issues.TakeBack(StoreIssueKinds.DocumentDamaged, entry.Id);
            else issues.Report(new(StoreIssueKinds.DocumentDamaged, StoreStatus.Degraded,
                $"{StoreContext.DocumentName(entry.Id)}: {fault.Detail} An audit says what can be done.")
            { SessionId = entry.Id });
        }
    }
}
