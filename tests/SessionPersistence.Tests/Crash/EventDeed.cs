namespace SessionPersistence.Tests.Crash;

/// <summary>One event that a host appends to a standalone journal. Its number is its content, so that it is known
/// again.</summary>
internal sealed record EventDeed(int Number, string Session, string Turn, string Name)
{
    public bool IsEnding => Name is TurnEventNames.Completed or TurnEventNames.Interrupted;
}
