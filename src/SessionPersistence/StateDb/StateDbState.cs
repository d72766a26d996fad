namespace SessionPersistence;

/// <summary>The condition of a state database.</summary>
/// <param name="Condition">What it is.</param>
/// <param name="Detail">One sentence for a person; not to be parsed.</param>
public sealed record StateDbState(StateDbCondition Condition, string Detail);
