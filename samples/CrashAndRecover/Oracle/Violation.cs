namespace CrashAndRecover.Oracle;

/// <summary>One broken promise.</summary>
internal sealed record Violation(ViolationKind Kind, string Session, string Detail)
{
    public bool IsLoss => Kind is ViolationKind.Lost;

    public bool IsInvention => Kind is ViolationKind.Invented or ViolationKind.Duplicated or ViolationKind.Resurrected;

    public override string ToString() => $"{Kind}: session {Session}: {Detail}";
}
